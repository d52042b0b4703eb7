import { dayText } from '../entry.ts';
import type { BlocklistEntry } from '../entry.ts';
import { builtText, fileOf } from './list-format.ts';
import type { ListFormat } from './list-format.ts';

/** An entry as it is published. */
export interface PublishedEntry {
  readonly network: string;
  readonly origin: BlocklistEntry['origin'];
  readonly reasons: readonly string[];
  /** Null without findings. */
  readonly score: number | null;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** First day on which it is no longer valid; null if it stays. */
  readonly expires: string | null;
}

/** Returns an entry as it is published: without its author. */
export function publishedEntry({ network, origin, reasons, score, ...days }: BlocklistEntry): PublishedEntry {
  return {
    network,
    origin,
    reasons: [...reasons],
    score: score ?? null,
    firstSeen: dayText(days.firstSeen),
    lastSeen: dayText(days.lastSeen),
    expires: days.expires === undefined ? null : dayText(days.expires),
  };
}

/** The entries with reasons and days, one on each line. */
export const json: ListFormat = {
  file: 'blocklist.json',
  mediaType: 'application/json',
  render(list) {
    const { version, entries } = list;
    const rows = entries.map((entry) => JSON.stringify(publishedEntry(entry)));
    const body = rows.length === 0 ? [] : [`  ${rows.join(',\n  ')}`];
    const head = `{"version":${String(version)},"built":"${builtText(list)}","entries":[`;
    return fileOf([head, ...body, ']}']);
  },
};
