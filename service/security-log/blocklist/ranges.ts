import { isIPv4, isIPv6 } from 'node:net';
import { ipv4Between, ipv4Text, ipv6Groups } from '../events/address.ts';
import { formatIpv6 } from '../events/ipv6.ts';

/** Addresses from `first` to `last`, both included. IPv4 addresses are their number, IPv6 addresses theirs plus 2^128: one order for both. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

const IPV6 = 1n << 128n;

/** First of the IPv4-mapped addresses, `::ffff:0:0/96`. */
const MAPPED = IPV6 + (0xffffn << 32n);

/** Shortest prefixes that are ever listed: a wider network belongs to too many people. */
export const WIDEST = { ipv4: 16, ipv6: 32 } as const;

/** Whether a range has IPv6 addresses. */
export function isIpv6Range({ first }: Range): boolean {
  return first >= IPV6;
}

/**
 * Reads an address or a network in CIDR notation; IPv4-mapped IPv6 as IPv4.
 * @param trims whether bits after the prefix are ignored, as in `192.0.2.7/24`.
 * @returns undefined for anything else.
 */
export function rangeOf(text: string, trims = false): Range | undefined {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0 || address.includes('%')) return undefined;
  const given = numberOf(address);
  if (given === undefined) return undefined;
  const bits = given >= IPV6 ? 128 : 32;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const host = bits - (length === undefined ? bits : Number(length));
  if (host < 0) return undefined;
  const size = 1n << BigInt(host);
  const start = host <= 32 ? unmapped(given) : given;
  const first = start - (start & (size - 1n));
  return first === start || trims ? { first, last: first + size - 1n } : undefined;
}

/** Length of the shortest prefix that contains a network, given as a range. */
export function prefixLength(range: Range): number {
  return (isIpv6Range(range) ? 128 : 32) - floorLog2(range.last - range.first + 1n);
}

/** Canonical text of a network given as a range: an address without prefix length, or CIDR notation. */
export function networkText(range: Range): string {
  const length = prefixLength(range);
  const address = isIpv6Range(range) ? formatIpv6(groupsOf(range.first - IPV6)) : ipv4Text(Number(range.first));
  return range.first === range.last ? address : `${address}/${String(length)}`;
}

/** Sorts ranges, and joins those that overlap or touch. */
export function union(ranges: readonly Range[]): Range[] {
  const joined: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of ranges.toSorted(byFirst)) {
    const previous = joined.at(-1);
    if (previous === undefined || first > previous.last + 1n) joined.push({ first, last });
    else if (last > previous.last) previous.last = last;
  }
  return joined;
}

/** Returns what is left of a range without others, which {@link union} has sorted. */
export function subtract(range: Range, others: readonly Range[]): Range[] {
  const left: Range[] = [];
  let { first } = range;
  for (let at = firstEndingAtOrAfter(others, first); at < others.length; at++) {
    const other = others[at];
    if (other === undefined || other.first > range.last) break;
    if (other.first > first) left.push({ first, last: other.first - 1n });
    first = other.last + 1n;
  }
  if (first <= range.last) left.push({ first, last: range.last });
  return left;
}

/** Whether ranges, which {@link union} has sorted, have an address of a range. */
export function overlaps(sorted: readonly Range[], { first, last }: Range): boolean {
  const other = sorted[firstEndingAtOrAfter(sorted, first)];
  return other !== undefined && other.first <= last;
}

/** Whether a range contains all of another. */
export function covers(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Returns the fewest networks that have exactly the addresses of a range, none wider than {@link WIDEST}. */
export function networksOf(range: Range): Range[] {
  const widest = isIpv6Range(range) ? 128 - WIDEST.ipv6 : 32 - WIDEST.ipv4;
  const networks: Range[] = [];
  for (let { first } = range; first <= range.last;) {
    const aligned = first === 0n ? widest : floorLog2(first & -first);
    const size = 1n << BigInt(Math.min(widest, aligned, floorLog2(range.last - first + 1n)));
    networks.push({ first, last: first + size - 1n });
    first += size;
  }
  return networks;
}

/** Orders ranges by their first address, wider ones first. */
export function byFirst(left: Range, right: Range): number {
  if (left.first !== right.first) return left.first < right.first ? -1 : 1;
  return left.last === right.last ? 0 : left.last > right.last ? -1 : 1;
}

function firstEndingAtOrAfter(sorted: readonly Range[], address: bigint): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.last ?? address) < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

function floorLog2(value: bigint): number {
  return value.toString(2).length - 1;
}

function numberOf(address: string): bigint | undefined {
  if (isIPv4(address)) return BigInt(ipv4Between(address, 0, address.length));
  const groups = isIPv6(address) ? ipv6Groups(address) : undefined;
  return groups?.reduce((value, group) => (value << 16n) | BigInt(group), 1n);
}

/** The IPv4 address of an IPv4-mapped one; any other as it is. */
function unmapped(address: bigint): bigint {
  return address >> 32n === MAPPED >> 32n ? address - MAPPED : address;
}

function groupsOf(value: bigint): number[] {
  return Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(16 * (7 - index))) & 0xffffn));
}
