import { knownRange } from './build.ts';
import type { BlocklistEntry } from './entry.ts';
import { byFirst, networkText, networksOf, union } from './ranges.ts';
import type { Range } from './ranges.ts';

/** Networks that are valid until the same day. */
export interface Section {
  /** First day on which they are no longer valid; undefined if they stay. */
  readonly expires: number | undefined;
  /** Aggregated, in the order of addresses, IPv4 first. */
  readonly networks: readonly Range[];
}

type Piece = Range & { readonly expires: number };

/**
 * Aggregates the networks of a list without loss, in time too: on any day, the networks of the sections that expire later have exactly the
 * addresses of the entries that are still valid. No address is in two networks.
 */
export function sectionsOf(entries: readonly Pick<BlocklistEntry, 'network' | 'expires'>[]): readonly Section[] {
  const pieces = entries.map(({ network, expires = Infinity }) => ({ ...knownRange(network), expires }));
  const byDay = Map.groupBy(disjoint(pieces.sort(byFirst)), ({ expires }) => expires);
  return [...byDay]
    .sort(([left], [right]) => left - right)
    .map(([expires, ranges]) => ({
      expires: Number.isFinite(expires) ? expires : undefined,
      networks: union(ranges).flatMap(networksOf),
    }));
}

/** All networks of the sections, in the order of addresses. */
export function networksIn(sections: readonly Section[]): readonly string[] {
  return sections
    .flatMap(({ networks }) => networks)
    .sort(byFirst)
    .map(networkText);
}

/** Divides sorted networks, of which each is inside another or beside it, so that each address has the last of its expiries. */
function disjoint(sorted: readonly Piece[]): Piece[] {
  const pieces: Piece[] = [];
  const open: Piece[] = [];
  let at = 0n;
  const cut = (last: bigint): void => {
    const expires = open.at(-1)?.expires;
    if (expires !== undefined && at <= last) pieces.push({ first: at, last, expires });
    at = last + 1n;
  };
  const closeBefore = (first: bigint): void => {
    for (let top = open.at(-1); top !== undefined && top.last < first; top = open.at(-1)) {
      cut(top.last);
      open.pop();
    }
  };
  for (const piece of sorted) {
    closeBefore(piece.first);
    if (open.length > 0) cut(piece.first - 1n);
    at = piece.first;
    open.push({ ...piece, expires: Math.max(piece.expires, open.at(-1)?.expires ?? piece.expires) });
  }
  closeBefore(1n << 130n);
  return pieces;
}
