import { NEVER_LISTED_RANGES } from '../blocklist/never-list.ts';
import { WIDEST, isIpv6Range, networkText, overlaps, prefixLength, rangeOf, union } from '../blocklist/ranges.ts';

const NEVER = union(NEVER_LISTED_RANGES);

/** Returns the first entry that is no network in its canonical form, is too wide, or overlaps a network that is never listed; undefined if there is none. */
export function firstNeverListed(entries: readonly string[]): string | undefined {
  return entries.find((entry) => {
    const range = rangeOf(entry);
    if (range === undefined || networkText(range) !== entry) return true;
    return prefixLength(range) < (isIpv6Range(range) ? WIDEST.ipv6 : WIDEST.ipv4) || overlaps(NEVER, range);
  });
}
