import { canonicalClient } from '../events/address.ts';

/** Who a message of sshd is about. */
export interface SshdPeer {
  readonly client: string | undefined;
  /** Position of ` from `, where the user name before it ends. */
  readonly start: number;
}

const AT_END = / from (\S{1,255})(?: port \d{1,5})?(?: ssh\d?)?(?: via \S{1,255})?$/u;
const AT_END_WITH_PORT = / from (\S{1,255}) port \d{1,5}(?: ssh\d?)?$/u;
const WITH_PORT = / from (\S{1,255}) port (\d{1,5}) ssh\d(?=$|:)/gu;
const LONGEST = 4096;
/** Type and fingerprint of a key. */
const KEY = /^: \S{1,40} [\w:+/$=-]{10,128}$/u;

/** Finds the address at the end of `... <user> from <address>[ port <port>]`: the user name may imitate it, and the last one counts. */
export function peerAfterUser(message: string): SshdPeer | undefined {
  const match = AT_END.exec(lastPart(message));
  return match === null ? undefined : peer(match[1], message.lastIndexOf(' from '));
}

/**
 * Finds the address in `Failed <method> for <user> from <address> port <port> ssh2[: <key>]`. The user name may imitate all of
 * it, and so may what the client writes after it, in a certificate or as the user of its machine: where both are possible and
 * differ, no client is certain.
 */
export function peerBeforeKey(message: string): SshdPeer | undefined {
  const withPort = AT_END_WITH_PORT.exec(lastPart(message));
  if (withPort !== null) return peer(withPort[1], message.lastIndexOf(' from '));
  const all = [...message.slice(0, LONGEST).matchAll(WITH_PORT)];
  const last = all.at(-1);
  if (last === undefined) return peerAfterUser(message);
  if (KEY.test(message.slice(last.index + last[0].length))) return peer(last[1], last.index);
  const isCertain = message.length <= LONGEST && new Set(all.map((match) => match[1])).size === 1;
  return { client: isCertain ? canonicalClient(last[1] ?? '') : undefined, start: all[0]?.index ?? 0 };
}

/** From the last ` from ` on. */
function lastPart(text: string): string {
  const at = text.lastIndexOf(' from ');
  return at < 0 ? '' : text.slice(at, at + 600);
}

function peer(address: string | undefined, start: number): SshdPeer {
  return { client: canonicalClient(address ?? ''), start };
}

/** The address in `<user> <address> port <port>`, at the end of a message, whose user name may contain anything. */
export function peerAtEnd(message: string): SshdPeer | undefined {
  const port = / port \d{1,5}$/u.exec(message.slice(-12));
  if (port === null) return undefined;
  const end = message.length - port[0].length;
  const start = message.lastIndexOf(' ', end - 1);
  return peer(message.slice(start + 1, end), start);
}

/** The address at the beginning of a text, with `port` or a colon after it. */
export function peerAtStart(text: string): string | undefined {
  const space = text.indexOf(' ');
  const word = space < 0 ? text.slice(0, 256) : text.slice(0, Math.min(space, 256));
  return canonicalClient(word.replace(/:$/u, ''));
}
