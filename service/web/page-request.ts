import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../common/problems/problem.ts';
import { parseRequestTarget } from '../common/request-target.ts';
import type { RequestTarget } from '../common/request-target.ts';
import type { TimeZone } from '../common/time-zone.ts';
import type { Collection } from '../content/collections/collection.ts';
import { parseFilter } from '../content/content.query.ts';
import { languageOf, negotiateLanguage } from './language.ts';
import type { Language } from './language.ts';
import type { PageQuery } from './listing.ts';

/** What a request says of the page it wants. */
export interface PageRequest {
  /** Route template. */
  readonly route: string;
  readonly target: RequestTarget;
  readonly language: Language;
  /** True when the language came from Accept-Language. */
  readonly negotiated: boolean;
}

const MAX_PAGE = 100_000;

/** Reads path, query and language of a request for a page. `lang` wins over Accept-Language; an unknown one is no choice. */
export function pageRequest(request: FastifyRequest, route: string, fallback: Language): PageRequest {
  const target = parseRequestTarget(request.raw.url);
  const chosen = languageOf(target.searchParams.get('lang'));
  return {
    route,
    target,
    language: chosen ?? negotiateLanguage(request.raw, fallback),
    negotiated: chosen === undefined,
  };
}

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
