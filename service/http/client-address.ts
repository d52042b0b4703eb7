import type { IncomingMessage } from 'node:http';
import { isIP, SocketAddress } from 'node:net';

/**
 * Address of the client of a request. `trustedProxies` proxies stand in front, and each has added the address of whoever called it to the
 * end of `X-Forwarded-For`; what clients wrote further left is never believed. Ports, brackets and zones are dropped, and an entry that is
 * no address counts as the proxy that sent it.
 */
export function clientAddress({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const peer = plainAddress(socket.remoteAddress ?? '') ?? '';
  const forwarded = headers['x-forwarded-for'];
  if (trustedProxies === 0 || forwarded === undefined) return peer;
  const entries = String(forwarded).split(',').slice(-trustedProxies).reverse();
  let address = peer;
  for (const entry of entries) {
    const next = plainAddress(entry.trim());
    if (next === undefined) break;
    address = next;
  }
  return address;
}

/** What limits count by: the address itself, or the /64 of an IPv6 address, which one subscriber has all of. */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = '', right] = address.split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** An address in its canonical text form, IPv4-mapped ones as IPv4; undefined when the text is none. */
function plainAddress(text: string): string | undefined {
  const bare = (/^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+)(?::\d+)?$/.exec(text)?.[1] ?? text).replace(
    /%.*$/,
    '',
  );
  const version = isIP(bare);
  if (version === 0) return undefined;
  if (version === 4) return bare;
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' });
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address;
}
