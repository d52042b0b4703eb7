import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';

/** The languages of the pages. */
export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A language by its tag; undefined for any other. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === tag);
}

/** The language that Accept-Language prefers, regional variants included; `fallback` when it names neither. */
export function negotiateLanguage(request: IncomingMessage, fallback: Language): Language {
  const header = request.headers['accept-language'];
  if (header === undefined) return fallback;
  for (const tag of new Negotiator(request).languages()) {
    const language = languageOf(tag.slice(0, 2).toLowerCase());
    if (language !== undefined) return language;
  }
  return fallback;
}
