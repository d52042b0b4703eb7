import { stringify } from 'csv-stringify/sync';
import { publishedEntry } from './json.ts';
import type { PublishedEntry } from './json.ts';
import type { ListFormat } from './list-format.ts';

const COLUMNS: readonly (keyof PublishedEntry)[] = [
  'network',
  'origin',
  'reasons',
  'score',
  'firstSeen',
  'lastSeen',
  'expires',
];

/** Returns entries as comma-separated values (RFC 4180, with LF); a cell that a spreadsheet would run as a formula begins with an apostrophe. */
export function entriesCsv(entries: readonly PublishedEntry[]): string {
  const rows = entries.map((entry) => ({ ...entry, reasons: entry.reasons.join('; ') }));
  return stringify(rows, { columns: [...COLUMNS], header: true, escape_formulas: true, record_delimiter: 'unix' });
}

/** The entries with reasons and days. */
export const csv: ListFormat = {
  file: 'blocklist.csv',
  mediaType: 'text/csv; charset=utf-8',
  render: ({ entries }) => entriesCsv(entries.map(publishedEntry)),
};
