import type { Finding } from './finding.ts';
import type { FindingFilter } from './finding-store.ts';

const HOUR_MS = 3_600_000;

/** Whether a finding has a hit in the range of a filter, and is of its kind, level and source. */
export function matchesFilter(finding: Finding, { from, to, kind, level, source }: FindingFilter): boolean {
  return (
    (kind ?? finding.kind) === finding.kind &&
    (level ?? finding.level) === finding.level &&
    (source ?? finding.source) === finding.source &&
    finding.first < to &&
    finding.last >= from &&
    hasHit(finding, from, to)
  );
}

/** Hits are counted by hour; the oldest hours are joined, so that the first of them begins with the finding. */
function hasHit({ first, last, hours }: Finding, from: number, to: number): boolean {
  if (first >= from || last < to) return true;
  const starts = Object.keys(hours).map((hour) => Number(hour) * HOUR_MS);
  const joined = Math.min(...starts);
  return starts.some((start) => (start === joined ? first : start) < to && start + HOUR_MS > from);
}
