import { canonicalClient, ipv4Between, ipv4Text } from '../events/address.ts';

/** Who sent a request, as the beginning of an access line says. */
export interface AccessPeer {
  /** Canonical address or host name; undefined where there is only a list of forwarded addresses. */
  readonly peer: string | undefined;
  readonly forwarded: string | undefined;
  /** Virtual host before the client, or the empty string. */
  readonly host: string;
  /** Position after it: ident and user follow. */
  readonly end: number;
}

/** Longest beginning of a line in which its client is looked for. */
const LONGEST = 4096;

/**
 * Reads the client at the beginning of an access line, from the left, because a user name, which follows, may imitate it:
 * `client`, `vhost client`, `vhost:port client`, `forwarded, forwarded client`, `"forwarded, forwarded" client`.
 * @returns undefined where the line does not begin with a client.
 */
export function accessPeer(line: string): AccessPeer | undefined {
  const space = line.indexOf(' ');
  if (space < 1 || space > LONGEST) return undefined;
  // A dash is an empty ident: nothing but the client is before it.
  const isAlone = line.charCodeAt(space + 1) === 45 && line.charCodeAt(space + 2) === 32;
  if (!isAlone)
    return line.startsWith('"')
      ? quotedList(line)
      : line.charCodeAt(space - 1) === 44
        ? list(line)
        : named(line, space);
  const address = ipv4Between(line, 0, space);
  if (address >= 0) return { peer: ipv4Text(address), forwarded: undefined, host: '', end: space };
  const first = line.slice(0, space);
  const peer = canonicalClient(first);
  return peer !== undefined || NOBODY.has(first) ? { peer, forwarded: undefined, host: '', end: space } : undefined;
}

/** What is logged of a connection over a Unix socket. */
const NOBODY: ReadonlySet<string> = new Set(['-', 'unix:', 'unix']);

function named(line: string, space: number): AccessPeer | undefined {
  const first = line.slice(0, space);
  const next = tokenAfter(line, space);
  const second = isAddressLike(next.text) ? canonicalClient(next.text) : undefined;
  // Ident and user have to remain after `vhost client`.
  if (second !== undefined && isVirtualHost(first) && line.charCodeAt(tokenAfter(line, next.end).end) === 32) {
    return { peer: second, forwarded: undefined, host: first, end: next.end };
  }
  const peer = canonicalClient(first);
  return peer === undefined ? undefined : { peer, forwarded: undefined, host: '', end: space };
}

function quotedList(line: string): AccessPeer | undefined {
  const end = line.indexOf('"', 1);
  if (end < 0 || end > LONGEST) return undefined;
  return afterList(line, line.slice(1, end), end + 1);
}

function list(line: string): AccessPeer | undefined {
  let end = 0;
  do {
    ({ end } = tokenAfter(line, end === 0 ? -1 : end));
    if (end > LONGEST || end >= line.length) return undefined;
  } while (line.charCodeAt(end - 1) === 44);
  return afterList(line, line.slice(0, end), end);
}

function afterList(line: string, forwarded: string, end: number): AccessPeer | undefined {
  if (!forwarded.split(',').every((part) => canonicalClient(part.trim()) !== undefined || part.trim() === '-'))
    return undefined;
  const next = tokenAfter(line, end);
  const peer = isAddressLike(next.text) ? canonicalClient(next.text) : undefined;
  return { peer, forwarded, host: '', end: peer === undefined ? end : next.end };
}

function tokenAfter(line: string, at: number): { readonly text: string; readonly end: number } {
  const space = line.indexOf(' ', at + 1);
  const end = space < 0 ? line.length : space;
  return { text: end - at > LONGEST ? '' : line.slice(at + 1, end), end };
}

/** Whether a text has only the characters of an address, and the dot or colon that every address has. */
function isAddressLike(text: string): boolean {
  return text.length >= 2 && text.length <= 64 && /^[0-9a-f:.%[\]]+$/iu.test(text) && /[:.]/u.test(text);
}

function isVirtualHost(text: string): boolean {
  return text === '_' || text === '-' || canonicalClient(text.replace(/:\d{1,5}$/u, '')) !== undefined;
}
