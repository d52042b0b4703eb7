import { stringify } from 'csv-stringify/sync';
import type { FindingView, ReportView } from './report.schemas.ts';

/**
 * Comma-separated values (RFC 4180) in UTF-8; a missing property is an empty cell. A cell that a spreadsheet would run as a
 * formula is preceded by an apostrophe.
 */
function csv(columns: readonly string[], rows: readonly object[]): string {
  return stringify([...rows], {
    columns: [...columns],
    header: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

/** Returns the tables of a report as one: each row is one row of a table. */
export function reportCsv(report: ReportView): string {
  const { totals, previousTotals, kinds, intervals, sources, viruses } = report;
  const named = (['networks', 'targets', 'users'] as const).flatMap((list) =>
    report[list].map((row) => ({ table: list.slice(0, -1), ...row })),
  );
  return csv(
    ['table', 'name', 'attacks', 'attempts', 'hits', 'previousHits', 'first', 'last'],
    [
      { table: 'total', name: 'total', ...totals, previousHits: previousTotals.hits },
      ...kinds.map(({ kind, ...row }) => ({ table: 'kind', name: kind, ...row })),
      ...intervals.map(({ start, ...row }) => ({ table: 'interval', name: start, ...row })),
      ...sources.map(({ source, hits, first, last }) => ({ table: 'source', name: source, hits, first, last })),
      ...named,
      ...viruses.map(({ signature, hits, last }) => ({ table: 'virus', name: signature, hits, last })),
    ],
  );
}

/** Returns findings, one in a row, without their evidence. */
export function findingsCsv(findings: readonly FindingView[]): string {
  const columns = ['id', 'kind', 'level', 'reason', 'source', 'first', 'last', 'count', 'score'];
  return csv(
    [...columns, 'patterns', 'targets', 'users', 'signature', 'path'],
    findings.map((finding) => ({
      ...finding,
      patterns: finding.patterns.join(' '),
      targets: finding.targets.join(' '),
      users: finding.users.join(' '),
      ...finding.virus,
    })),
  );
}
