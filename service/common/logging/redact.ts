/**
 * Credentials of any feature, by their shape: API keys (`kq_`) and JSON Web Tokens. Mistyped URLs and paths of other processes can
 * contain them too.
 */
const API_KEY = /(?<![\w-])(kq_)[\w-]{20,}/g;
const WEB_TOKEN = /(?<![\w-])(eyJ)[\w-]+(?:(?:\.|%2e)[\w-]*){1,4}/gi;

const ASCII_ESCAPE = /%([0-7][\da-f])/gi;
const MAX_ENCODINGS = 3;

/** Removes secrets, including percent-encoded ones, from a path, query or referrer. */
export type Redact = (text: string) => string;

/** @param secrets patterns added by features; the first group of each match is kept. */
export function createRedact(secrets: readonly RegExp[]): Redact {
  const shapes = [...secrets, API_KEY, WEB_TOKEN];
  const without = (text: string): string => shapes.reduce((rest, shape) => rest.replace(shape, '$1<redacted>'), text);
  return (text) => {
    const plain = withoutEscapes(text);
    const redacted = without(plain);
    return redacted === plain ? without(text) : redacted;
  };
}

/** Secrets are ASCII; other characters stay encoded, because a text need not be UTF-8. Each proxy on the way can encode once more. */
function withoutEscapes(text: string): string {
  let plain = text;
  for (let round = 0; round < MAX_ENCODINGS && plain.includes('%'); round++) {
    plain = plain.replace(ASCII_ESCAPE, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  }
  return plain;
}
