import { formatIpv6, ipv6Between } from './ipv6.ts';

const DOT = 46;
const ZERO = 48;
const NINE = 57;

/** Canonical texts of addresses seen lately: equal addresses are the same string, which does not keep the line alive. */
const texts = new Map<number, string>();
const TEXTS = 65_536;

/**
 * IPv4 address between two positions as an unsigned number, or -1. Octets with leading zeros are decimal: programs pad
 * them to align columns, and none writes octal.
 */
export function ipv4Between(line: string, start: number, end: number): number {
  if (end - start < 7 || end - start > 15) return -1;
  let value = 0;
  let octet = 0;
  let digits = 0;
  let octets = 1;
  for (let at = start; at < end; at++) {
    const code = line.charCodeAt(at);
    if (code === DOT) {
      if (digits === 0 || octets === 4) return -1;
      value = value * 256 + octet;
      octet = digits = 0;
      octets++;
    } else {
      if (code < ZERO || code > NINE || digits === 3) return -1;
      octet = octet * 10 + code - ZERO;
      if (octet > 255) return -1;
      digits++;
    }
  }
  return octets === 4 && digits > 0 ? value * 256 + octet : -1;
}

/** Text of an IPv4 address given as an unsigned number. */
export function ipv4Text(value: number): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = `${String(value >>> 24)}.${String((value >>> 16) & 255)}.${String((value >>> 8) & 255)}.${String(value & 255)}`;
  if (texts.size >= TEXTS) texts.clear();
  texts.set(value, text);
  return text;
}

/**
 * Canonical form of an address: IPv4 without leading zeros, IPv6 by RFC 5952, IPv4-mapped IPv6 as IPv4. Brackets, a port
 * after `]` or after an IPv4 address, and a zone are removed.
 * @returns undefined for anything else.
 */
export function canonicalAddress(text: string): string | undefined {
  if (text.length > 64) return undefined;
  const value = ipv4Between(text, 0, text.length);
  if (value >= 0) return ipv4Text(value);
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    if (end < 0 || !isPort(text.slice(end + 1))) return undefined;
    const inside = ipv4Between(text, 1, end);
    return inside < 0 ? ipv6(text.slice(1, end)) : ipv4Text(inside);
  }
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  if (colon === text.lastIndexOf(':') && isPort(text.slice(colon))) {
    const withPort = ipv4Between(text, 0, colon);
    return withPort < 0 ? undefined : ipv4Text(withPort);
  }
  return ipv6(text);
}

/** Canonical address, or a host name in lower case; undefined for anything else, such as `-`. */
export function canonicalClient(text: string): string | undefined {
  return canonicalAddress(text) ?? (isHostName(text) ? text.toLowerCase() : undefined);
}

/** Whether a text can be a host name: letters, digits, `.`, `-` and `_`, with a letter in its last label, so that `1.2.3` is none. */
export function isHostName(text: string): boolean {
  return (
    text.length <= 253 &&
    /^[a-z0-9_][a-z0-9._-]*$/iu.test(text) &&
    /[a-z]/iu.test(lastLabel(text)) &&
    !text.includes('..')
  );
}

function lastLabel(name: string): string {
  const end = name.endsWith('.') ? name.length - 1 : name.length;
  return name.slice(name.lastIndexOf('.', end - 1) + 1, end);
}

function isPort(text: string): boolean {
  return text === '' || /^:\d{1,5}$/u.test(text);
}

function ipv6(text: string): string | undefined {
  const groups = ipv6Groups(text);
  return groups === undefined ? undefined : formatIpv6(groups);
}

/** Eight groups of an IPv6 address, whose zone is left out; undefined for anything else. */
export function ipv6Groups(text: string): readonly number[] | undefined {
  const zone = text.indexOf('%');
  return ipv6Between(text, 0, zone < 0 ? text.length : zone, ipv4Between);
}
