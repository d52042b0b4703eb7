import type { Finding } from './finding.ts';
import type { FindingFilter } from './finding-store.ts';

const HOUR_MS = 3_600_000;

const TEXT = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?[\d.]+(?:e[+-]?\d+)?/y;
const RECORD = /\{[^}]*\}/y;

/** What a filter looks at. */
export type FindingFacts = Pick<Finding, 'kind' | 'level' | 'source' | 'first' | 'last' | 'hours'>;

/** Whether a finding has a hit in the range of a filter, and is of its kind, level and source. */
export function matchesFilter(finding: FindingFacts, { from, to, kind, level, source }: FindingFilter): boolean {
  return (
    (kind ?? finding.kind) === finding.kind &&
    (level ?? finding.level) === finding.level &&
    (source ?? finding.source) === finding.source &&
    finding.first < to &&
    finding.last >= from &&
    hasHit(finding, from, to)
  );
}

/** Whether a finding has a hit in a range. Hits are counted by hour; the oldest hours are joined, so that the first of them begins with the finding. */
export function hasHit(
  { first, last, hours }: Pick<Finding, 'first' | 'last' | 'hours'>,
  from: number,
  to: number,
): boolean {
  if (first >= from || last < to) return true;
  const starts = Object.keys(hours).map((hour) => Number(hour) * HOUR_MS);
  const joined = Math.min(...starts);
  return starts.some((start) => (start === joined ? first : start) < to && start + HOUR_MS > from);
}

/**
 * Returns what a filter looks at from a stored finding, without parsing its evidence. Property names cannot be found in texts, whose
 * quotes are escaped, nor in nested objects, which have none of these.
 */
export function factsIn(json: string): FindingFacts {
  const valueOf = (name: string, pattern: RegExp): unknown => {
    const found = json.indexOf(`"${name}":`);
    pattern.lastIndex = found + name.length + 3;
    return found < 0 ? undefined : (JSON.parse(pattern.exec(json)?.[0] ?? 'null') as unknown);
  };
  return {
    kind: valueOf('kind', TEXT) as Finding['kind'],
    level: valueOf('level', TEXT) as Finding['level'],
    source: valueOf('source', TEXT) as string,
    first: valueOf('first', NUMBER) as number,
    last: valueOf('last', NUMBER) as number,
    hours: valueOf('hours', RECORD) as Finding['hours'],
  };
}
