import type * as z from 'zod';
import type { Explanation } from './blocklist.service.ts';
import type { DECISION, ENTRIES, ENTRY, EXPLANATION } from './blocklist.schemas.ts';
import type { Decision } from './decision.ts';
import type { BlocklistEntry } from './entry.ts';
import { publishedEntry } from './formats/json.ts';
import { builtAt } from './formats/list-format.ts';
import type { StoredBlocklist } from './store/blocklist-store.ts';

/** Networks that are named of a list that is held back. */
const EXAMPLES = 10;

const iso = (time: number): string => new Date(time).toISOString();

/** Returns an entry as it is sent to readers with the scope `security`. */
export function entryView(entry: BlocklistEntry): z.infer<typeof ENTRY> {
  const { reasons, ...published } = publishedEntry(entry);
  return { ...published, reasons: [...reasons], ...(entry.author !== undefined && { author: entry.author }) };
}

/** Returns a decision as it is sent. */
export function decisionView({ made, until, ...rest }: Decision): z.infer<typeof DECISION> {
  return { ...rest, made: iso(made), until: until === undefined ? null : iso(until) };
}

/** Returns a page of entries as it is sent. */
export function entriesView(
  stored: StoredBlocklist,
  { total, entries }: { readonly total: number; readonly entries: readonly BlocklistEntry[] },
): z.infer<typeof ENTRIES> {
  const { record } = stored;
  return {
    version: record?.version ?? 0,
    built: record === undefined ? null : iso(builtAt(record.version)),
    held: heldView(stored),
    total,
    entries: entries.map(entryView),
  };
}

/** What publishing the list that is held back would add. */
function heldView({ record, entries, held }: StoredBlocklist): z.infer<typeof ENTRIES>['held'] {
  if (record?.held === undefined) return null;
  const listed = new Set(entries.map(({ network }) => network));
  const added = held.filter(({ network }) => !listed.has(network));
  const byReason = new Map<string, number>();
  for (const reason of added.flatMap(({ reasons }) => reasons)) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  return {
    since: iso(record.held.since),
    entries: record.held.entries,
    added: added.length,
    reasons: Object.fromEntries(byReason),
    examples: added.slice(0, EXAMPLES).map(({ network }) => network),
  };
}

/** Returns what is known about an address as it is sent. */
export function explanationView(explanation: Explanation): z.infer<typeof EXPLANATION> {
  const { address, entries, decisions, neverListed, isAllowedBySettings, isHeldBack } = explanation;
  return {
    address,
    listed: entries.length > 0,
    entries: entries.map(entryView),
    neverListed: neverListed ?? null,
    allowedBySettings: isAllowedBySettings,
    decisions: decisions.map(decisionView),
    heldBack: isHeldBack,
  };
}
