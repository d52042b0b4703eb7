import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { ipv6Groups } from './address.ts';
import { formatIpv6 } from './ipv6.ts';

/** Networks that are not reached from the Internet: private, shared, loopback, link-local and unspecified. */
const LOCAL = networks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::/127',
  'fc00::/7',
  'fe80::/10',
]);

/** What is counted as one source: an IPv6 address as its /64 network, such as `2001:db8:1:2::/64`; anything else as it is. */
export function sourceOf(client: string): string {
  const groups = client.includes(':') ? ipv6Groups(client) : undefined;
  return groups === undefined ? client : `${formatIpv6([...groups.slice(0, 4), 0, 0, 0, 0])}/64`;
}

/** Whether an address is private, shared (RFC 6598), loopback, link-local or unspecified. Host names are not. */
export function isLocalAddress(client: string): boolean {
  return contains(LOCAL, client);
}

/**
 * Set of addresses and networks in CIDR notation.
 * @throws Error naming the entry that is neither.
 */
export function networks(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', length] = entry.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    const bits = family === 'ipv4' ? 32 : 128;
    const prefix = length === undefined ? bits : /^\d{1,3}$/u.test(length) ? Number(length) : -1;
    if ((!isIPv4(address) && !isIPv6(address)) || prefix < 0 || prefix > bits) {
      throw new Error(`"${entry}" is not an address or a network in CIDR notation, such as 192.0.2.0/24.`);
    }
    list.addSubnet(address, prefix, family);
  }
  return list;
}

/** Whether a canonical address is in a set of networks. */
export function contains(list: BlockList, address: string): boolean {
  if (isIPv4(address)) return list.check(address, 'ipv4');
  return isIPv6(address) && list.check(address, 'ipv6');
}
