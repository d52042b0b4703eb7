import type { FastifyRequest } from 'fastify';
import { parseRequestTarget } from '../../http/request-target.ts';
import type { RequestTarget } from '../../http/request-target.ts';
import { languageOf, negotiateLanguage } from './language.ts';
import type { Language } from './language.ts';

/** What a request says of the page it wants. */
export interface PageRequest {
  /** Route template. */
  readonly route: string;
  readonly target: RequestTarget;
  readonly language: Language;
  /** True when the language came from Accept-Language. */
  readonly negotiated: boolean;
}

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
