/** The attacked processes: one with every feature, and one that only serves hostile content, with other settings. */
export const SERVICES = ['full', 'content'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** A request among the sent bytes, with the properties that determine its response. */
export interface Sent {
  readonly method: string;
  readonly target: string;
  /** Requirements on its response, in addition to those on every response. */
  readonly must?: Expectation;
}

/** `status`: one of these. `page`: the known page of this path, unchanged. `cross-site`: no accepted form, no response that other sites may read. */
export type Expectation =
  | { readonly kind: 'status'; readonly statuses: readonly number[]; readonly because: string }
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'cross-site' };

/** What is sent over one connection. Bytes are written as Latin-1 characters; `{token}` is replaced by the token of a ticket. */
export interface FuzzCase {
  readonly generator: string;
  readonly service: ServiceName;
  readonly pieces: readonly string[];
  /** All at once; a few milliseconds apart; or each after the response to the previous one. */
  readonly pace: 'at-once' | 'dribble' | 'lockstep';
  readonly requests: readonly Sent[];
  /** Whether it is well-formed HTTP, so that only declared responses are allowed. */
  readonly wellFormed: boolean;
  /** A response to every request; a response or the end of the connection; or nothing, because the client disconnects first. */
  readonly due: 'all' | 'any' | 'nothing';
  /** After the last piece: wait, half-close (FIN), reset (RST), or wait for the server's timeout. */
  readonly after: 'wait' | 'end' | 'reset' | 'timeout';
}

/** Header fields in the order they are sent; names may be repeated. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** Returns the UTF-8 bytes of a text as Latin-1 characters. A lone surrogate becomes three bytes, which are not valid UTF-8. */
export function bytesOf(text: string): string {
  return text.replace(/[\u{80}-\u{10FFFF}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0xd800 || code > 0xdfff) return Buffer.from(character).toString('latin1');
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  });
}

/** Like `encodeURIComponent`, but accepts lone surrogates, and encodes dots if `dots` is true. */
export function percentEncoded(text: string, dots = false): string {
  const bytes = bytesOf(text).replace(
    /[^A-Za-z0-9\-_.~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return dots ? bytes.replaceAll('.', '%2e') : bytes;
}

/** Returns the bytes of one request. */
export function requestBytes(method: string, target: string, fields: Fields, body = '', version = 'HTTP/1.1'): string {
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${target} ${version}\r\n${lines}\r\n${body}`;
}

/** Returns the request id that identifies the log lines of a case. */
export function requestIdOf(index: number): string {
  return `fuzz-case-${String(index)}`;
}
