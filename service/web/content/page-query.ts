import { ProblemError } from '../../http/problems/problem.ts';
import type { RequestTarget } from '../../http/request-target.ts';
import type { TimeZone } from '../../common/time-zone.ts';
import type { Collection } from '../../content/collections/collection.ts';
import { parseFilter } from '../../content/content.query.ts';
import type { ItemFilter } from '../../content/content.query.ts';

/** What the address of a collection's page may ask for. */
export interface PageQuery {
  /** The words that are searched for, as they were written. */
  readonly q: string;
  readonly filter: ItemFilter;
  /** From 1. */
  readonly page: number;
}

const MAX_PAGE = 100_000;

/** Parameters of a collection's page that may be repeated. */
export const REPEATABLE = ['tag'];

/** The parameters that the page of a collection takes beside `lang`. */
export const LIST_PARAMETERS = ['q', 'tag', 'from', 'to', 'page'];

/**
 * The query of a collection's page. A search for nothing is none.
 *
 * @throws ProblemError when a parameter is malformed.
 */
export function parsePageQuery(collection: Collection, { searchParams }: RequestTarget, zone: TimeZone): PageQuery {
  const parameters = new URLSearchParams(searchParams);
  const q = (parameters.get('q') ?? '').trim();
  if (q === '') parameters.delete('q');
  for (const name of ['tag', 'from', 'to']) if (parameters.get(name)?.trim() === '') parameters.delete(name);
  const text = parameters.get('page') ?? '1';
  const page = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(page >= 1 && page <= MAX_PAGE)) {
    throw new ProblemError(
      'invalid-parameter',
      `The parameter "page" must be an integer from 1 to ${String(MAX_PAGE)}.`,
      { extensions: { parameter: 'page' } },
    );
  }
  return { q, filter: parseFilter(collection, parameters, zone), page };
}
