/**
 * Credentials of any feature, by their shape: API keys (`kq_`) and JSON Web Tokens. Mistyped URLs and paths of other processes can
 * contain them too.
 */
const API_KEY = /(?<![\w-])(kq_)[\w-]{20,}/g;
const WEB_TOKEN = /(?<![\w-])(eyJ)[\w-]+(?:(?:\.|%2e)[\w-]*){1,4}/gi;

/** Removes secrets, including percent-encoded ones, from a path, query or referrer. */
export type Redact = (text: string) => string;

/** @param secrets patterns added by features; the first group of each match is kept. */
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
