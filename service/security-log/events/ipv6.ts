const COLON = 58;
const DOT = 46;

/**
 * Eight groups of an IPv6 address between two positions, without brackets and zone; undefined for anything else. `ipv4` reads
 * an IPv4 address between two positions as an unsigned number, or -1.
 */
export function ipv6Between(text: string, start: number, end: number, ipv4: Ipv4): readonly number[] | undefined {
  if (end - start < 2 || end - start > 45) return undefined;
  const gap = text.indexOf('::', start);
  if (gap < 0 || gap + 2 > end) {
    const groups = groupsBetween(text, start, end, ipv4);
    return groups?.length === 8 ? groups : undefined;
  }
  const head = groupsBetween(text, start, gap, () => -1);
  const tail = groupsBetween(text, gap + 2, end, ipv4);
  if (head === undefined || tail === undefined || head.length + tail.length > 7) return undefined;
  while (head.length + tail.length < 8) head.push(0);
  return [...head, ...tail];
}

type Ipv4 = (text: string, start: number, end: number) => number;

/** Groups separated by colons, of which the last two may be an IPv4 address; none where the positions are equal. */
function groupsBetween(text: string, start: number, end: number, ipv4: Ipv4): number[] | undefined {
  const groups: number[] = [];
  let at = start;
  while (at < end) {
    const digits = hexDigits(text, at, end);
    const next = at + digits < end ? text.charCodeAt(at + digits) : -1;
    if (next === DOT) return withIpv4(groups, ipv4(text, at, end));
    if (digits < 1 || digits > 4 || groups.length === 8) return undefined;
    groups.push(Number.parseInt(text.slice(at, at + digits), 16));
    at += digits;
    if (at === end) return groups;
    // A colon is between two groups.
    if (next !== COLON || at + 1 === end) return undefined;
    at++;
  }
  return groups;
}

function withIpv4(groups: readonly number[], value: number): number[] | undefined {
  return value < 0 ? undefined : [...groups, Math.floor(value / 65_536), value % 65_536];
}

function hexDigits(text: string, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at) | 32;
    if ((code < 48 || code > 57) && (code < 97 || code > 102)) break;
    at++;
  }
  return at - start;
}

/** Text of an IPv6 address by RFC 5952; an IPv4-mapped one (`::ffff:0:0/96`) as IPv4. */
export function formatIpv6(groups: readonly number[]): string {
  const { start, length } = longestZeros(groups);
  if (start === 0 && length === 5 && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6);
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  let text = '';
  for (let index = 0; index < 8; index++) {
    if (length > 1 && index === start) {
      text += '::';
      index += length - 1;
    } else {
      text += (text === '' || text.endsWith(':') ? '' : ':') + (groups[index] ?? 0).toString(16);
    }
  }
  return text;
}

/** The first of the longest runs of zero groups. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = 0;
  let start = 0;
  let run = 0;
  for (let index = 0; index < 8; index++) {
    run = groups[index] === 0 ? run + 1 : 0;
    if (run > best) {
      best = run;
      start = index - run + 1;
    }
  }
  return { start, length: best };
}
