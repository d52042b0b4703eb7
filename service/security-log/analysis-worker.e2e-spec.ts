import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { eventually } from '../test/eventually.ts';
import { NOON, lines } from '../test/given-finding.ts';
import { SecurityLogRedis } from '../test/security-log-media.ts';
import { AnalysisWorker } from './analysis-worker.ts';
import { BatchReader } from './batch-reader.ts';
import type { LineQueue } from './line-queue/line-queue.ts';
import type { SecurityLogStores } from './stores/create-stores.ts';

const ORIGINS = 24;
const EACH = 40;
const ALL = { from: -Infinity, to: Infinity };

/** Failures to sign in to one account, from addresses that each origin has alone. */
function failures(origin: number, from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(NOON + (from + index) * 1000).toISOString();
    return `${time} web sshd[${from + index}]: Failed password for shared from 2001:db8:${origin}::1 port 1 ssh2`;
  });
}

describe(AnalysisWorker.name, () => {
  const medium = new SecurityLogRedis();
  const workers: AnalysisWorker[] = [];
  const opened: SecurityLogStores[] = [];
  const open = (): SecurityLogStores => {
    const stores = medium.open();
    opened.push(stores);
    return stores;
  };
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.stop();
    for (const { queue } of opened.splice(0)) await queue.close();
    await medium.stop();
  });

  function work({ queue, findings }: SecurityLogStores): AnalysisWorker {
    const reader = new BatchReader('UTC', []);
    const worker = new AnalysisWorker({
      ...{ queue, findings, reader, logger: pino({ level: 'silent' }) },
      onRead: () => undefined,
    });
    workers.push(worker);
    worker.start();
    return worker;
  }

  it('should count every line once when analysers change the same actor', async () => {
    await medium.start();
    const outcomes: string[] = [];
    const counted = (stores: SecurityLogStores): SecurityLogStores => {
      const commit: LineQueue['commit'] = async (...args) => {
        const outcome = await stores.queue.commit(...args);
        outcomes.push(outcome);
        return outcome;
      };
      return {
        ...stores,
        queue: Object.assign(Object.create(stores.queue) as LineQueue, bound(stores.queue), { commit }),
      };
    };
    const { queue, findings } = open();
    for (let turn = 0; turn < 3; turn++) work(counted(open()));
    for (let from = 0; from < EACH; from += 10)
      for (let origin = 0; origin < ORIGINS; origin++)
        await queue.append(lines({ origin: `file:/${origin}.log`, lines: failures(origin, from, 10) }));
    await eventually(async () => expect((await queue.lag()).lines).toBe(0), 30_000);
    const { findings: found } = await findings.list(ALL, { offset: 0, limit: 1000 });
    const brute = found.filter(({ source, kind }) => source.startsWith('2001:db8:') && kind === 'brute-force');
    expect(brute.map(({ count }) => count)).toEqual(Array.from({ length: ORIGINS }, () => EACH));
    const shared = found.filter(({ source }) => source === 'user:shared');
    expect(shared.length).toBe(1);
    expect(outcomes).toContain('conflict');
  }, 60_000);

  it('should stop after what it analyses, and go on where it stopped', async () => {
    await medium.start();
    const { queue, findings } = open();
    const first = medium.open();
    const worker = work(first);
    for (let from = 0; from < EACH; from++) await queue.append(lines({ lines: failures(1, from, 1) }));
    await worker.stop();
    await first.queue.close();
    work(open());
    await eventually(async () => expect((await queue.lag()).lines).toBe(0), 30_000);
    const [origin] = (await findings.origins()).values();
    expect(origin).toMatchObject({ read: EACH, unreadable: 0, format: 'sshd', newest: NOON + (EACH - 1) * 1000 });
  });
});

/** The methods of an object with private members, to be called on another. */
function bound(queue: LineQueue): Partial<LineQueue> {
  const names = ['append', 'read', 'bury', 'lag', 'close'] as const;
  return Object.fromEntries(names.map((name) => [name, queue[name].bind(queue)]));
}
