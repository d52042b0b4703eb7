/**
 * Credentials of any feature, by their shape: API keys (`kq_`) and JSON Web Tokens. A mistyped address or another process's path holds
 * them as well as the right one.
 */
const API_KEY = /(?<![\w-])(kq_)[\w-]{20,}/g;
const WEB_TOKEN = /(?<![\w-])(eyJ)[\w-]+(?:(?:\.|%2e)[\w-]*){1,4}/gi;

/** Gives a path, query or referrer without the secrets in it, percent-encoded ones included. */
export type Redact = (text: string) => string;

/** @param secrets shapes that features bring, beside those of credentials; the first group of each is kept. */
export function createRedact(secrets: readonly RegExp[]): Redact {
  const shapes = [...secrets, API_KEY, WEB_TOKEN];
  const without = (text: string): string => shapes.reduce((rest, shape) => rest.replace(shape, '$1<redacted>'), text);
  return (text) => {
    const plain = decoded(text);
    const redacted = without(plain);
    return redacted === plain ? without(text) : redacted;
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
