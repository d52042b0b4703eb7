import { describe, expect, it } from '@jest/globals';
import type { Hit } from '../detectors/detector.ts';
import { join, openFinding, reported, scoreAt } from './open-finding.ts';
import type { HitContext, OpenFinding } from './open-finding.ts';

const START = Date.UTC(2027, 1, 1);
const HOUR = 3_600_000;
const HIT: Hit = { kind: 'probe', pattern: 'sensitive-file', weight: 1 };
const at = (time: number, part: Partial<HitContext> = {}): HitContext => ({
  time,
  target: 'www',
  user: undefined,
  url: '/',
  virus: undefined,
  ...part,
});

function opened(): OpenFinding {
  return openFinding('probe', '192.0.2.1', at(START));
}

describe('an open finding', () => {
  it('should halve its score every hour', () => {
    const finding = opened();
    join(finding, HIT, at(START));
    expect(scoreAt(finding, START + HOUR)).toBe(0.5);
    join(finding, HIT, at(START + 2 * HOUR));
    expect(finding.score).toBe(1.25);
    join(finding, { ...HIT, weight: 0 }, at(START + 20 * HOUR));
    expect(reported(finding)).toMatchObject({ score: 1.25, count: 3, first: START, last: START + 20 * HOUR });
  });

  it('should accept a hit that is older than the last', () => {
    const finding = opened();
    join(finding, HIT, at(START));
    join(finding, HIT, at(START - HOUR));
    expect(finding).toMatchObject({ score: 2, first: START - HOUR, last: START });
  });

  it('should be reported from half the score that may lead to a block', () => {
    const finding = opened();
    join(finding, { ...HIT, weight: 0.4 }, at(START));
    expect(reported(finding)).toBeUndefined();
    join(finding, { ...HIT, weight: 0.1 }, at(START));
    expect(reported(finding)).toMatchObject({ level: 'attempt', score: 0.5 });
  });

  it('should keep the most frequent names, and those that are like properties of objects', () => {
    const finding = opened();
    for (let user = 0; user < 100; user++) join(finding, HIT, at(START, { user: `u${String(user)}` }));
    for (const user of ['__proto__', '12', 'constructor'])
      for (let times = 0; times < 5; times++) join(finding, HIT, at(START, { user }));
    const users = reported(finding)?.users ?? [];
    expect(users).toHaveLength(20);
    expect(users.slice(0, 3)).toEqual(['__proto__', '12', 'constructor']);
  });

  it('should join the oldest of more than 200 hours', () => {
    const finding = opened();
    for (let hour = 0; hour < 300; hour++) join(finding, HIT, at(START + hour * HOUR));
    const hours = reported(finding)?.hours ?? {};
    expect(Object.keys(hours)).toHaveLength(200);
    expect(Object.values(hours).reduce((sum, count) => sum + count)).toBe(300);
  });

  it('should have an id of its own for each kind, source, first time and infected file', () => {
    const virus = { path: '/a', signature: 's' };
    const ids = [
      openFinding('probe', 'a', at(1)),
      openFinding('scanner', 'a', at(1)),
      openFinding('probe', 'b', at(1)),
      openFinding('probe', 'a', at(2)),
      openFinding('virus', 'a', at(1, { virus })),
      openFinding('virus', 'a', at(1, { virus: { ...virus, path: '/b' } })),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(6);
    expect(openFinding('probe', 'a', at(1)).id).toBe(ids[0]);
  });
});
