import type { Decision } from './decision.ts';
import { isInForce } from './decision.ts';
import type { DetectedSource } from './detected-sources.ts';
import { dayAfter, dayOf } from './entry.ts';
import type { BlocklistEntry } from './entry.ts';
import { NEVER_LISTED_RANGES } from './never-list.ts';
import { byFirst, networkText, networksOf, overlaps, rangeOf, subtract, union } from './ranges.ts';
import type { Range } from './ranges.ts';

/** Most entries of the list; of more, those seen last are kept, then those with the highest score. */
export const MAX_ENTRIES = 100_000;

/** What a list is built from. */
export interface BuildInput {
  readonly sources: readonly DetectedSource[];
  readonly decisions: readonly Decision[];
  /** Networks that are allowed by the settings. */
  readonly allowed: readonly Range[];
  readonly now: number;
}

/** A list, and what was left out of it. */
export interface Build {
  /** Sorted by address; each network once. */
  readonly entries: readonly BlocklistEntry[];
  /** Sources of findings that have addresses which are never listed. */
  readonly neverListed: number;
  /** Entries beyond the limit. */
  readonly dropped: number;
}

type Piece = Omit<BlocklistEntry, 'network'> & { readonly range: Range };

const NEVER = union(NEVER_LISTED_RANGES);

/**
 * Builds the list: sources of findings and manual blocks, each without what is allowed, unblocked or never listed. A manual block is
 * stronger than an unblock that was decided before it.
 */
export function build({ sources, decisions, allowed, now }: BuildInput): Build {
  const inForce = decisions.filter((decision) => isInForce(decision, now));
  const rangesOf = (kind: Decision['kind'], after = -1): Range[] =>
    inForce.filter((one) => one.kind === kind && one.id > after).map(({ network }) => knownRange(network));
  const kept = [...NEVER, ...allowed, ...rangesOf('allow')];
  const keptFromDetectors = union([...kept, ...rangesOf('unblock')]);
  const detected = sources.flatMap((source) => pieces(detectedPiece(source), keptFromDetectors));
  const manual = inForce
    .filter(({ kind }) => kind === 'block')
    .flatMap((block) => {
      const { range } = manualPiece(block);
      const later = rangesOf('unblock', block.id).filter((other) => overlaps([other], range));
      return pieces(manualPiece(block), union([...kept, ...later]));
    });
  const entries = joined([...detected, ...manual]);
  return {
    entries: limited(entries),
    neverListed: sources.filter(({ range }) => overlaps(NEVER, range)).length,
    dropped: Math.max(0, entries.length - MAX_ENTRIES),
  };
}

function detectedPiece({ range, kinds, score, firstSeen, lastSeen, expires }: DetectedSource): Piece {
  return { range, origin: 'detector', reasons: [...kinds].sort(), score, firstSeen, lastSeen, expires };
}

function manualPiece({ network, reason, author, made, until }: Decision): Piece {
  const day = dayOf(made);
  const expires = until === undefined ? {} : { expires: dayAfter(until) };
  return {
    range: knownRange(network),
    ...{ origin: 'manual', reasons: [reason], firstSeen: day, lastSeen: day, author },
    ...expires,
  };
}

function pieces(piece: Piece, kept: readonly Range[]): readonly Piece[] {
  if (!overlaps(kept, piece.range)) return [piece];
  return subtract(piece.range, kept)
    .flatMap(networksOf)
    .map((range) => ({ ...piece, range }));
}

/** Each network once, in the order of addresses. */
function joined(all: readonly Piece[]): BlocklistEntry[] {
  const byNetwork = new Map<string, Piece>();
  for (const piece of all) {
    const network = networkText(piece.range);
    const known = byNetwork.get(network);
    byNetwork.set(network, known === undefined ? piece : join(known, piece));
  }
  return Array.from(byNetwork, ([network, { range, ...rest }]) => ({ range, entry: { network, ...rest } }))
    .sort((left, right) => byFirst(left.range, right.range))
    .map(({ entry }) => entry);
}

function join(known: Piece, other: Piece): Piece {
  const [expires, score] = [laterOf(known.expires, other.expires), known.score ?? other.score];
  const author = known.author ?? other.author;
  return {
    range: known.range,
    origin: [known, other].some(({ origin }) => origin === 'manual') ? 'manual' : 'detector',
    reasons: [...new Set([...known.reasons, ...other.reasons])],
    firstSeen: Math.min(known.firstSeen, other.firstSeen),
    lastSeen: Math.max(known.lastSeen, other.lastSeen),
    ...(score !== undefined && { score }),
    ...(expires !== undefined && { expires }),
    ...(author !== undefined && { author }),
  };
}

function laterOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : Math.max(one, other);
}

/** Manual blocks are never beyond the limit. */
function limited(entries: readonly BlocklistEntry[]): readonly BlocklistEntry[] {
  if (entries.length <= MAX_ENTRIES) return entries;
  const rank = ({ origin, lastSeen, score = 0 }: BlocklistEntry): number =>
    (origin === 'manual' ? 1e9 : 0) + lastSeen * 1000 + score;
  const kept = new Set(entries.toSorted((left, right) => rank(right) - rank(left)).slice(0, MAX_ENTRIES));
  return entries.filter((entry) => kept.has(entry));
}

/** Reads a network that was checked when it was stored or read from the settings. */
export function knownRange(network: string): Range {
  const range = rangeOf(network);
  if (range === undefined) throw new Error(`not a network: ${network}`);
  return range;
}
