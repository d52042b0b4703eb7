import type { Finding, FindingKind } from '../findings/finding.ts';
import { dayAfter, dayOf } from './entry.ts';
import { isIpv6Range, prefixLength, rangeOf } from './ranges.ts';
import type { Range } from './ranges.ts';

const DAY_MS = 86_400_000;

/**
 * Kinds that alone do not block: many requests also come from the shared address of an office or from a crawler, and the source of a
 * virus is the machine that has it.
 */
export const NOT_BLOCKED: readonly FindingKind[] = ['excessive-rate', 'virus'];

/** Steps of published scores. */
const SCORES = [100, 50, 20, 10, 5, 2, 1];

/** Settings of what detectors put on the list. */
export interface DetectionSettings {
  /** Lowest score that leads to a block. */
  readonly minScore: number;
  /** How long a block lasts after the last hit, in days. */
  readonly days: number;
}

/** What was found about an address, or the /64 network of an IPv6 address. */
export interface DetectedSource {
  readonly range: Range;
  readonly kinds: ReadonlySet<FindingKind>;
  readonly score: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly expires: number;
}

interface Mutable {
  range: Range;
  kinds: Set<FindingKind>;
  score: number;
  first: number;
  last: number;
}

/** Joins findings by their sources. */
export class DetectedSources {
  readonly #settings: DetectionSettings;
  readonly #now: number;
  readonly #sources = new Map<string, Mutable>();

  constructor(settings: DetectionSettings, now: number) {
    this.#settings = settings;
    this.#now = now;
  }

  /** Earliest last hit of a finding that may lead to a block, in milliseconds since the epoch. */
  static since({ days }: DetectionSettings, now: number): number {
    return now - (days + 1) * DAY_MS;
  }

  /** Adds a finding; those that lead to no block are left out. */
  add({ kind, source, score, first, last }: Finding): void {
    if (score < this.#settings.minScore || NOT_BLOCKED.includes(kind)) return;
    const known = this.#sources.get(source);
    if (known !== undefined) {
      known.kinds.add(kind);
      known.score = Math.max(known.score, score);
      known.first = Math.min(known.first, first);
      known.last = Math.max(known.last, last);
      return;
    }
    const range = rangeOf(source);
    if (range === undefined || prefixLength(range) !== (isIpv6Range(range) ? 64 : 32)) return;
    this.#sources.set(source, { range, kinds: new Set([kind]), score, first, last });
  }

  /** Returns the sources whose block has not expired. */
  all(): DetectedSource[] {
    const today = dayOf(this.#now);
    return Array.from(this.#sources.values(), ({ range, kinds, score, first, last }) => {
      // A log whose clock is fast must not block for longer.
      const seen = Math.min(last, this.#now);
      return {
        range,
        kinds,
        score: SCORES.find((step) => score >= step) ?? 1,
        firstSeen: dayOf(Math.min(first, seen)),
        lastSeen: dayOf(seen),
        expires: dayAfter(seen + this.#settings.days * DAY_MS),
      };
    }).filter(({ expires }) => expires > today);
  }
}
