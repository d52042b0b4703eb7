import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { NOON } from '../test/given-finding.ts';
import { ACTOR_IDLE } from './detectors/thresholds.ts';
import type { FindingStore } from './findings/finding-store.ts';
import type { LineQueue } from './line-queue/line-queue.ts';
import { Retention } from './retention.ts';

const DAY_MS = 86_400_000;

describe(Retention.name, () => {
  it.each([
    [undefined, NOON - ACTOR_IDLE],
    // A busy log always has lines that wait.
    [1000, NOON - ACTOR_IDLE],
    // A backlog may be an old log, whose actors are still needed.
    [120_000, 0],
  ])('should delete what is older than the settings say, with lines waiting for %s ms', async (waiting, actors) => {
    const oldest = waiting === undefined ? undefined : NOON - waiting;
    const purged: object[] = [];
    const queue = { lag: () => Promise.resolve({ lines: oldest === undefined ? 0 : 7, oldest, deadLetters: 0 }) };
    const findings = { purge: (before: object) => Promise.resolve(purged.push(before)) };
    const retention = new Retention({
      queue: queue as unknown as LineQueue,
      findings: findings as unknown as FindingStore,
      config: { SECURITY_LOG_KEEP_FINDINGS_DAYS: 180, SECURITY_LOG_KEEP_LINES_DAYS: 7 },
      logger: pino({ level: 'silent' }),
      now: () => NOON,
    });
    expect(await retention.purge()).toBe(1);
    expect(purged).toEqual([{ findings: NOON - 180 * DAY_MS, lines: NOON - 7 * DAY_MS, actors }]);
  });
});
