/**
 * What whoever reads a log must not be able to use: ticket tokens (`rubis.` and 22 characters), API keys (`kq_`), and JSON Web Tokens. By
 * their shape, because a mistyped address or another process's path holds them as well as the right one.
 */
const TICKET = /(?<![a-z\d-])([a-z][a-z\d-]{0,31}(?:\.|%2e))[\w-]{22}(?![\w-])/gi;
const API_KEY = /(?<![\w-])(kq_)[\w-]{20,}/g;
const WEB_TOKEN = /(?<![\w-])(eyJ)[\w-]+(?:(?:\.|%2e)[\w-]*){1,4}/gi;

/** A path, query or referrer without the secrets in it. */
export function redact(text: string): string {
  return [TICKET, API_KEY, WEB_TOKEN].reduce((rest, shape) => rest.replace(shape, '$1<redacted>'), text);
}
