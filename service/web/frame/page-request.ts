import type { FastifyRequest } from 'fastify';
import { parseRequestTarget } from '../../http/request-target.ts';
import type { RequestTarget } from '../../http/request-target.ts';
import { languageOf, negotiateLanguage } from './language.ts';
import type { Language } from './language.ts';

/** Parsed request of a page. */
export interface PageRequest {
  /** Route template. */
  readonly route: string;
  readonly target: RequestTarget;
  readonly language: Language;
  /** Whether the language came from Accept-Language. */
  readonly negotiated: boolean;
}

/** Parses path, query and language of a page request. `lang` takes precedence over Accept-Language; unknown values are ignored. */
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
