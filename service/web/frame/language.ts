import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';

/** The languages of the pages. */
export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const REFUSED = /^\s*([a-z]+)\s*;\s*q=0(?:\.0*)?\s*$/i;

/** Returns the language of a tag; undefined if it is not supported. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === tag);
}

/**
 * Returns the language preferred by Accept-Language, including regional variants; if it has neither, `fallback`, or the other language if
 * the fallback is excluded with `q=0` (RFC 9110 section 12.5.4).
 */
export function negotiateLanguage(request: IncomingMessage, fallback: Language): Language {
  const header = request.headers['accept-language'];
  if (header === undefined) return fallback;
  for (const tag of new Negotiator(request).languages()) {
    const language = languageOf(tag.toLowerCase().split('-', 1)[0]);
    if (language !== undefined) return language;
  }
  const refused = header.split(',').flatMap((range) => languageOf(REFUSED.exec(range)?.[1]?.toLowerCase()) ?? []);
  return [fallback, ...LANGUAGES].find((language) => !refused.includes(language)) ?? fallback;
}
