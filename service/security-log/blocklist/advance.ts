import { shortened } from '../report/network-of.ts';
import { dayOf } from './entry.ts';
import type { BlocklistEntry } from './entry.ts';
import { growsTooMuch } from './growth-guard.ts';
import type { BlocklistChange, BlocklistRecord, Pending, StoredBlocklist } from './store/blocklist-store.ts';

/** Networks that a message may name. */
const MAX_NETWORKS = 100;

/** No new entries. */
export const NOTHING_PENDING: Pending = { count: 0, reasons: {}, networks: {} };

/** Circumstances of a build. */
export interface AdvanceOptions {
  readonly now: number;
  /** BLOCKLIST_GROWTH_FACTOR. */
  readonly growthFactor: number;
}

/**
 * Returns what a new list changes; undefined if nothing. A list that grows too much is held back: until a person releases it, or until it
 * has shrunk, entries of detectors that are not listed yet have to wait.
 */
export function advance(
  stored: StoredBlocklist,
  next: readonly BlocklistEntry[],
  { now, growthFactor }: AdvanceOptions,
): BlocklistChange | undefined {
  const { record, entries } = stored;
  const today = dayOf(now);
  const baseline = record?.baseline.day === today ? record.baseline : { day: today, entries: entries.length };
  if (growsTooMuch(baseline.entries, next.length, growthFactor)) return heldBack(stored, next, { now, baseline });
  if (record !== undefined && record.held === undefined && isEqual(entries, next)) return undefined;
  return { record: published(record, { entries, next, now, baseline }), entries: next, held: [] };
}

/** Publishes what is listed already and still valid, and what people have blocked. */
function heldBack(
  { record, entries, held }: StoredBlocklist,
  next: readonly BlocklistEntry[],
  { now, baseline }: Pick<Publication, 'now' | 'baseline'>,
): BlocklistChange | undefined {
  const listed = new Set(entries.map(({ network }) => network));
  const admitted = next.filter(({ network, origin }) => origin === 'manual' || listed.has(network));
  const before = record?.held;
  if (before !== undefined && isEqual(entries, admitted) && isEqual(held, next)) return undefined;
  const waiting = {
    since: before?.since ?? now,
    entries: next.length,
    added: next.length - admitted.length,
    isNotified: before?.isNotified ?? false,
  };
  const own = published(record, { entries, next: admitted, now, baseline });
  return { record: { ...own, held: waiting }, entries: admitted, held: next };
}

/** Returns what publishing the list that is held back changes; growth is compared with it from now on. */
export function release({ record, entries, held }: StoredBlocklist, now: number): BlocklistChange | undefined {
  if (record?.held === undefined) return undefined;
  const baseline = { day: dayOf(now), entries: held.length };
  return { record: published(record, { entries, next: held, now, baseline }), entries: held, held: [] };
}

interface Publication {
  readonly entries: readonly BlocklistEntry[];
  readonly next: readonly BlocklistEntry[];
  readonly now: number;
  readonly baseline: BlocklistRecord['baseline'];
}

/** The record of a list that is published; of the same version if it is the same list. */
function published(
  record: BlocklistRecord | undefined,
  { entries, next, now, baseline }: Publication,
): BlocklistRecord {
  const { version = 0, pending = NOTHING_PENDING, notified = 0 } = record ?? {};
  if (record !== undefined && isEqual(entries, next)) return { version, baseline, pending, notified };
  const listed = new Set(entries.map(({ network }) => network));
  const added = next.filter(({ network }) => !listed.has(network));
  return {
    // A time, so that a storage that lost its data does not begin again with versions that hosts have already seen.
    version: Math.max(Math.floor(now / 1000), version + 1),
    baseline,
    pending: withAdded(pending, added),
    notified,
  };
}

function withAdded(pending: Pending, added: readonly BlocklistEntry[]): Pending {
  const reasons = { ...pending.reasons };
  const networks = { ...pending.networks };
  const count = (table: Record<string, number>, name: string): void => {
    if (name in table || Object.keys(table).length < MAX_NETWORKS) table[name] = (table[name] ?? 0) + 1;
  };
  for (const { network, origin, reasons: own } of added) {
    for (const reason of origin === 'manual' ? ['manual'] : own) count(reasons, reason);
    count(networks, shortened(network));
  }
  return { count: pending.count + added.length, reasons, networks };
}

function isEqual(one: readonly BlocklistEntry[], other: readonly BlocklistEntry[]): boolean {
  return one.length === other.length && one.every((entry, index) => textOf(entry) === textOf(other[index]));
}

function textOf(entry: BlocklistEntry | undefined): string {
  if (entry === undefined) return '';
  const { network, origin, reasons, score, firstSeen, lastSeen, expires, author } = entry;
  return JSON.stringify([network, origin, reasons, score, firstSeen, lastSeen, expires, author]);
}
