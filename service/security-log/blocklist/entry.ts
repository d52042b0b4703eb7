/** Where an entry comes from. */
export const ENTRY_ORIGINS = ['detector', 'manual'] as const;

/** A network on the list. Days are numbers of whole UTC days since the epoch, so that an attacker who keeps trying does not change the list all the time. */
export interface BlocklistEntry {
  /** Canonical text: an address, or a network in CIDR notation. */
  readonly network: string;
  readonly origin: (typeof ENTRY_ORIGINS)[number];
  /** Kinds of findings, and what the authors of manual blocks wrote. */
  readonly reasons: readonly string[];
  /** Highest score of its findings, rounded down to 1, 2, 5, 10, 20, 50 or 100; undefined without findings. */
  readonly score?: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** First day on which it is no longer valid; undefined if it stays. */
  readonly expires?: number;
  /** Name of the author of a manual block. It is shown to people, not published. */
  readonly author?: string;
}

const DAY_MS = 86_400_000;

/** The day of a time. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY_MS);
}

/** The first day that begins at a time or after it. */
export function dayAfter(time: number): number {
  return Math.ceil(time / DAY_MS);
}

/** Text of a day, such as `2026-11-22`. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
