import type { IncomingMessage } from 'node:http';
import { isIP, SocketAddress } from 'node:net';
import type { Socket } from 'node:net';

/**
 * Returns the client address of a request. Each of the `trustedProxies` proxies in front has appended the address of its caller to
 * `X-Forwarded-For`; entries further left are client-supplied and ignored. Ports, brackets and zones are removed, and an invalid entry
 * counts as the proxy that sent it.
 */
export function clientAddress({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const peer = peerAddress(socket);
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

/** Returns the address of the other end of a connection; empty if it was closed before anybody asked. */
export function peerAddress(socket: Socket): string {
  return plainAddress(socket.remoteAddress ?? '') ?? '';
}

/** Returns the key that limits count by: the address, or the /64 of an IPv6 address, which belongs to one subscriber. */
export function addressGroup(address: string): string {
  return isIP(address) === 6 ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address;
}

/** Returns the network of an address, which identifies no single household: /24 of IPv4, /48 of IPv6. Empty for an empty address. */
export function addressPrefix(address: string): string {
  if (isIP(address) !== 6) return address.replace(/\.\d+$/, '.0/24');
  return `${plainAddress(`${groupsOf(address).slice(0, 3).join(':')}::`) ?? ''}/48`;
}

/** Returns the eight groups of an IPv6 address. */
function groupsOf(address: string): readonly string[] {
  const [left = '', right] = address.split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill('0'), ...after];
}

/** Returns the canonical form of an address, IPv4-mapped ones as IPv4; undefined if it is invalid. */
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
