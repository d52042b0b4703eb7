import { isIP, isIPv4 } from 'node:net';

/**
 * Returns the network that a source belongs to, for grouping and for readers who must not see addresses: /24 for IPv4, /48 for
 * IPv6. Anything else (host names, accounts, origins) has none.
 */
export function networkOf(source: string): string | undefined {
  const [address = ''] = source.split('/');
  if (isIPv4(address)) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  return isIP(address) === 6
    ? `${groups(address)
        .slice(0, 3)
        .join(':')
        .replace(/(?:^|:)0(?::0)*$/, '')}::/48`
    : undefined;
}

/** Returns a source as shown to readers without the scope `security`: its network; names are left out. */
export function shortened(source: string): string {
  return networkOf(source) ?? '…';
}

/** The groups of an IPv6 address. */
function groups(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const first = head.split(':').filter((group) => group !== '');
  if (tail === undefined) return first;
  const last = tail.split(':').filter((group) => group !== '');
  return [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0'), ...last];
}
