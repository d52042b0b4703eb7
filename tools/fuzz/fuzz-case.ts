/** The attacked processes: one with every feature, and one that only serves hostile content, with other settings. */
export const SERVICES = ['full', 'content'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** A request that is part of what is sent, as far as its answer depends on it. */
export interface Sent {
  readonly method: string;
  readonly target: string;
  /** Requirements on its response, in addition to those on every response. */
  readonly must?: Expectation;
}

/** `status`: one of these. `page`: the known page of this path, as it was at the start. `cross-site`: no form taken, no answer that may be read. */
export type Expectation =
  | { readonly kind: 'status'; readonly statuses: readonly number[]; readonly because: string }
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'cross-site' };

/** What is sent over one connection. Bytes are written as Latin-1 characters; `{token}` stands for the token of a ticket. */
export interface FuzzCase {
  readonly generator: string;
  readonly service: ServiceName;
  readonly pieces: readonly string[];
  /** At once; a few milliseconds apart; or each after the answer to the one before. */
  readonly pace: 'at-once' | 'dribble' | 'lockstep';
  readonly requests: readonly Sent[];
  /** Well-formed HTTP: only what the description declares may be answered. */
  readonly wellFormed: boolean;
  /** An answer to every request; an answer or the end of the connection; or nothing, because the client leaves first. */
  readonly due: 'all' | 'any' | 'nothing';
  /** After the last piece: wait, say that nothing follows (FIN), break off (RST), or wait for the server's own timeout. */
  readonly after: 'wait' | 'end' | 'reset' | 'timeout';
}

/** Header fields in the order they are sent; a name may come twice. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** A text as its UTF-8 bytes, in Latin-1 characters. A lone surrogate becomes the three bytes that encode it alone, which is not valid UTF-8. */
export function bytesOf(text: string): string {
  return text.replace(/[\u{80}-\u{10FFFF}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0xd800 || code > 0xdfff) return Buffer.from(character).toString('latin1');
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  });
}

/** `encodeURIComponent` that takes lone surrogates, and encodes dots where `dots` says so. */
export function percentEncoded(text: string, dots = false): string {
  const bytes = bytesOf(text).replace(
    /[^A-Za-z0-9\-_.~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return dots ? bytes.replaceAll('.', '%2e') : bytes;
}

/** The bytes of one request. */
export function requestBytes(method: string, target: string, fields: Fields, body = '', version = 'HTTP/1.1'): string {
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${target} ${version}\r\n${lines}\r\n${body}`;
}

/** The id by which a line of the log is found again. */
export function requestIdOf(index: number): string {
  return `fuzz-case-${String(index)}`;
}
