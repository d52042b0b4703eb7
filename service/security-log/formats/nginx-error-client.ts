import { canonicalClient } from '../events/address.ts';

const FIELD = ', client: ';
const CANDIDATES = 50;

/** A message of nginx' error log and the fields after it. */
export interface NginxError {
  readonly message: string;
  /** Undefined where there is none, or where what a client sent imitates it so well that it is not certain. */
  readonly client: string | undefined;
  /** From `, client: ` on. */
  readonly fields: string;
}

/** Messages that repeat nothing a client sent before `, client: `. */
const FIXED =
  /^(?:limiting |delaying |access forbidden by rule|client sent |client intended |client login failed|SSL_|peer closed |connect\(\) |recv\(\) |upstream |no live upstreams|no user\/password was provided|invalid host in|could not|writev?\(\)|send\(\))/u;
/** How messages end that repeat a path or a user name: the real field follows them. */
const END = /(?:\)|": password mismatch|" was not found in "[^"]{1,255}"|: Authentication failure|"|\]|unknown)$/u;

/**
 * Separates message and fields: `<message>, client: <address>, server: <name>, request: "<request>", host: "<host>"`.
 * Path, user name, request and referrer come from the client, and none is escaped.
 */
export function splitNginxError(text: string): NginxError {
  const positions: number[] = [];
  for (let at = text.indexOf(FIELD); at >= 0 && positions.length < CANDIDATES; at = text.indexOf(FIELD, at + 1))
    positions.push(at);
  const [first] = positions;
  if (first === undefined) return { message: text, client: undefined, fields: '' };
  const isCertain = positions.length === 1 || FIXED.test(text);
  const likely = isCertain ? [first] : positions.filter((at) => END.test(text.slice(Math.max(0, at - 300), at)));
  const clients = new Set((likely.length === 0 ? positions : likely).map((at) => clientAt(text, at)));
  const at = likely.at(-1) ?? first;
  return {
    message: text.slice(0, at),
    client: clients.size === 1 ? [...clients][0] : undefined,
    fields: text.slice(at),
  };
}

function clientAt(text: string, at: number): string | undefined {
  const start = at + FIELD.length;
  const [address = ''] = text.slice(start, start + 256).split(/[,\s]/u, 1);
  return canonicalClient(address);
}
