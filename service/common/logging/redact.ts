/**
 * What whoever reads a log must not be able to use: ticket tokens (`rubis.` and 22 characters), API keys (`kq_`), and JSON Web Tokens. By
 * their shape, because a mistyped address or another process's path holds them as well as the right one.
 */
const TICKET = /(?<![a-z\d-])([a-z][a-z\d-]{0,31}(?:\.|%2e))[\w-]{22}(?![\w-])/gi;
/** The secret of a ticket by itself: 128 random bits hardly ever lack a capital or a small letter. */
const TICKET_SECRET = /(?<![\w-])()(?=[\w-]{0,21}[A-Z])(?=[\w-]{0,21}[a-z])[\w-]{22}(?![\w-])/g;
const API_KEY = /(?<![\w-])(kq_)[\w-]{20,}/g;
const WEB_TOKEN = /(?<![\w-])(eyJ)[\w-]+(?:(?:\.|%2e)[\w-]*){1,4}/gi;
const SHAPES = [TICKET, TICKET_SECRET, API_KEY, WEB_TOKEN];

/** A path, query or referrer without the secrets in it, percent-encoded ones included. */
export function redact(text: string): string {
  const plain = decoded(text);
  const redacted = without(plain);
  return redacted === plain ? without(text) : redacted;
}

function without(text: string): string {
  return SHAPES.reduce((rest, shape) => rest.replace(shape, '$1<redacted>'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
