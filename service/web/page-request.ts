import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../common/problems/problem.ts';
import { parseRequestTarget } from '../common/request-target.ts';
import type { RequestTarget } from '../common/request-target.ts';
import { MAX_WORDS_CHARACTERS } from '../content/content.query.ts';
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

/**
 * The query of a collection's page.
 *
 * @throws ProblemError when a parameter is malformed.
 */
export function parsePageQuery({ searchParams }: RequestTarget): PageQuery {
  const q = (searchParams.get('q') ?? '').trim();
  if (q.length > MAX_WORDS_CHARACTERS) {
    throw new ProblemError(
      'invalid-parameter',
      `The parameter "q" must have at most ${String(MAX_WORDS_CHARACTERS)} characters.`,
      { extensions: { parameter: 'q' } },
    );
  }
  const text = searchParams.get('page') ?? '1';
  const page = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(page >= 1 && page <= MAX_PAGE)) {
    throw new ProblemError(
      'invalid-parameter',
      `The parameter "page" must be an integer from 1 to ${String(MAX_PAGE)}.`,
      { extensions: { parameter: 'page' } },
    );
  }
  return { q, page };
}
