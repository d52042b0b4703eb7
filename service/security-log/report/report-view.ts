import type { Finding } from '../findings/finding.ts';
import { networkOf, shortened } from './network-of.ts';
import type { Report } from './report.ts';
import type { FindingView, ReportView } from './report.schemas.ts';

const iso = (time: number): string => new Date(time).toISOString();

/** Returns the report as it is sent. Without `isFull`, addresses are shortened to their networks, and names of accounts and paths left out. */
export function reportView(report: Report, isFull: boolean): ReportView {
  const { range, previous, totals, previousTotals, kinds, intervals, networks, targets, users } = report;
  const place = (source: string): string => (isFull ? source : shortened(source));
  return {
    range: { from: iso(range.from), to: iso(range.to) },
    previous: { from: iso(previous.from), to: iso(previous.to) },
    totals,
    previousTotals,
    kinds: [...kinds],
    intervals: intervals.map(({ start, ...hits }) => ({ start: iso(start), ...hits })),
    sources: report.sources.map(({ source, first, last, kinds: done, ...rest }) => ({
      source: place(source),
      kinds: [...done],
      ...rest,
      first: iso(first),
      last: iso(last),
    })),
    networks: isFull ? [...networks] : networks.filter(({ name }) => networkOf(name) !== undefined),
    targets: [...targets],
    users: isFull ? [...users] : [],
    viruses: report.viruses.map(({ last, places, ...rest }) => ({
      ...rest,
      places: isFull ? [...places] : [],
      last: iso(last),
    })),
  };
}

/** Returns a finding as it is sent, to readers with the scope `security`. */
export function findingView(finding: Finding): FindingView {
  const { id, kind, level, source, count, score, patterns, targets, users, evidence, first, last } = finding;
  const { reason, virus } = finding;
  return {
    id,
    kind,
    level,
    source,
    count,
    score,
    patterns: [...patterns],
    targets: [...targets],
    users: [...users],
    first: iso(first),
    last: iso(last),
    evidence: evidence.map(({ time, ...line }) => ({ time: iso(time), ...line })),
    ...(reason !== undefined && { reason }),
    ...(virus !== undefined && { virus }),
  };
}
