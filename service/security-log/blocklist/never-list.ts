import { covers, rangeOf } from './ranges.ts';
import type { Range } from './ranges.ts';

/** A network that is never listed. */
export interface NeverListed {
  /** In CIDR notation. */
  readonly network: string;
  /** What it is, as a part of a sentence. */
  readonly reason: string;
}

/** Networks that are never listed: blocking them would cut off one's own machines, and nobody attacks from them over the Internet. */
export const NEVER_LISTED: readonly NeverListed[] = [
  { network: '0.0.0.0/8', reason: 'this network (RFC 791)' },
  { network: '10.0.0.0/8', reason: 'private (RFC 1918)' },
  { network: '100.64.0.0/10', reason: 'shared by customers of a provider (RFC 6598)' },
  { network: '127.0.0.0/8', reason: 'loopback (RFC 1122)' },
  { network: '168.63.129.16', reason: 'the platform of Azure: DNS, DHCP and health probes of every virtual machine' },
  { network: '169.254.0.0/16', reason: 'link-local (RFC 3927), with the metadata service 169.254.169.254 of clouds' },
  { network: '172.16.0.0/12', reason: 'private (RFC 1918)' },
  { network: '192.0.0.0/24', reason: 'protocol assignments (RFC 6890)' },
  { network: '192.0.2.0/24', reason: 'documentation (RFC 5737)' },
  { network: '192.88.99.0/24', reason: 'relays of 6to4 (RFC 7526)' },
  { network: '192.168.0.0/16', reason: 'private (RFC 1918)' },
  { network: '198.18.0.0/15', reason: 'benchmarks (RFC 2544)' },
  { network: '198.51.100.0/24', reason: 'documentation (RFC 5737)' },
  { network: '203.0.113.0/24', reason: 'documentation (RFC 5737)' },
  { network: '224.0.0.0/4', reason: 'multicast (RFC 5771)' },
  { network: '240.0.0.0/4', reason: 'reserved, with the broadcast address (RFC 1112)' },
  {
    network: '::/3',
    reason: 'not global unicast: unspecified, loopback, IPv4-mapped, NAT64 (RFC 4291, RFC 6052)',
  },
  { network: '2001::/23', reason: 'protocol assignments, with Teredo and benchmarks (RFC 2928)' },
  { network: '2001:db8::/32', reason: 'documentation (RFC 3849)' },
  { network: '2002::/16', reason: '6to4, which carries IPv4 addresses (RFC 3056)' },
  { network: '3fff::/20', reason: 'documentation (RFC 9637)' },
  { network: '4000::/2', reason: 'not assigned (RFC 4291)' },
  { network: '8000::/1', reason: 'not global unicast: unique local, link-local, multicast (RFC 4193, RFC 4291)' },
];

const RANGES: readonly (NeverListed & Range)[] = NEVER_LISTED.map((never) => ({ ...never, ...known(never.network) }));

/** The addresses of {@link NEVER_LISTED}. */
export const NEVER_LISTED_RANGES: readonly Range[] = RANGES;

/** Returns the network that is never listed and has all addresses of the range; undefined if there is none. */
export function neverListed(range: Range): NeverListed | undefined {
  return RANGES.find((never) => covers(never, range));
}

function known(network: string): Range {
  const range = rangeOf(network);
  if (range === undefined) throw new Error(`not a network: ${network}`);
  return range;
}
