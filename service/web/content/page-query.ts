import { InvalidParameter } from '../../http/problems/problem.ts';
import type { RequestTarget } from '../../http/request-target.ts';
import type { TimeZone } from '../../common/time-zone.ts';
import type { Collection } from '../../content/collections/collection.ts';
import { parseFilter } from '../../content/content.query.ts';
import type { ItemFilter } from '../../content/content.query.ts';

/** Query of a collection page. */
export interface PageQuery {
  /** The search words as entered. */
  readonly q: string;
  readonly filter: ItemFilter;
  /** From 1. */
  readonly page: number;
}

const MAX_PAGE = 100_000;

/** Repeatable parameters of a collection page. */
export const REPEATABLE = ['tag'];

/** Parameters of a collection page, except `lang`. */
export const LIST_PARAMETERS = ['q', 'tag', 'from', 'to', 'page'];

/**
 * Parses the query of a collection page. An empty search is ignored.
 *
 * @throws ProblemError if a parameter is malformed.
 */
export function parsePageQuery(collection: Collection, { searchParams }: RequestTarget, zone: TimeZone): PageQuery {
  const parameters = new URLSearchParams(searchParams);
  const q = (parameters.get('q') ?? '').trim();
  if (q === '') parameters.delete('q');
  for (const name of ['tag', 'from', 'to']) if (parameters.get(name)?.trim() === '') parameters.delete(name);
  const text = parameters.get('page') ?? '1';
  const page = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(page >= 1 && page <= MAX_PAGE))
    throw new InvalidParameter('page', `must be an integer from 1 to ${String(MAX_PAGE)}`);
  return { q, filter: parseFilter(collection, parameters, zone), page };
}
