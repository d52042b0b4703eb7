import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../test/eventually.ts';
import { ExportQueue } from './export-queue.ts';
import type { ExportLimits, ExportOutcome } from './export-queue.ts';

const LIMITS: ExportLimits = {
  maxItems: 100,
  maxBytes: 1000,
  batchItems: 10,
  batchBytes: 100,
  delayMs: 5,
  firstPauseMs: 5,
  retryMs: 10_000,
};

const ACCEPTED: ExportOutcome = { kind: 'accepted', rejected: 0 };
const AWAY: ExportOutcome = { kind: 'retry', afterMs: 0, reason: 'away' };

type Answer = ExportOutcome | Error | ((signal: AbortSignal) => Promise<ExportOutcome>);

/** A queue whose receiver answers in turn as it is told, and then accepts everything. */
class Fixture {
  readonly sent: string[][] = [];
  readonly answers: Answer[] = [];
  readonly changes: (string | undefined)[] = [];
  readonly queue: ExportQueue<string>;

  constructor(limits: Partial<ExportLimits> = {}) {
    this.queue = new ExportQueue({
      limits: { ...LIMITS, ...limits },
      sizeOf: (item) => item.length,
      onChange: (failure) => this.changes.push(failure),
      send: async (items, signal) => {
        this.sent.push([...items]);
        const answer = this.answers.shift() ?? ACCEPTED;
        if (answer instanceof Error) throw answer;
        return typeof answer === 'function' ? await answer(signal) : answer;
      },
    });
  }

  add(...items: string[]): void {
    for (const item of items) this.queue.add(item);
  }

  counts(): readonly [exported: number, dropped: number] {
    return [this.queue.exported, this.queue.dropped];
  }

  async expectCounts(exported: number, dropped: number): Promise<void> {
    await eventually(() => {
      expect(this.counts()).toEqual([exported, dropped]);
    }, 3000);
  }
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
const untilAborted = (signal: AbortSignal): Promise<ExportOutcome> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(AWAY);
    });
  });

describe(ExportQueue.name, () => {
  it('should export records in batches and in order, a full batch at once and the rest after a delay', async () => {
    const fixture = new Fixture({ delayMs: 300 });
    fixture.add(...numbers(25));
    await fixture.expectCounts(20, 0);
    expect(fixture.sent.map(({ length }) => length)).toEqual([10, 10]);
    await fixture.expectCounts(25, 0);
    expect(fixture.sent.flat()).toEqual(numbers(25));
  });

  it('should limit the bytes of a batch, and send a larger record alone', async () => {
    const fixture = new Fixture();
    fixture.add('a'.repeat(60), 'b'.repeat(60), 'c'.repeat(150), 'd');
    await fixture.queue.close(1000);
    expect(fixture.sent.map((batch) => batch.map((item) => item[0]))).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it.each([
    ['records', { maxItems: 3 }, ['1', '2', '3', '4', '5'], 3],
    ['bytes', { maxBytes: 10 }, ['12345', '67890', '1', '2'], 2],
  ])('should drop and count what exceeds its limit of %s', async (_, limits, items, kept) => {
    const fixture = new Fixture(limits);
    fixture.add(...items);
    expect(fixture.queue.dropped).toBe(items.length - kept);
    await fixture.expectCounts(kept, items.length - kept);
    fixture.add('1');
    await fixture.expectCounts(kept + 1, items.length - kept);
  });

  it('should send the same batch again after a temporary failure, and report failing and recovering once each', async () => {
    const fixture = new Fixture();
    fixture.answers.push(AWAY, AWAY, AWAY);
    fixture.add('1', '2');
    await fixture.expectCounts(2, 0);
    expect(fixture.sent).toEqual(Array.from({ length: 4 }, () => ['1', '2']));
    expect(fixture.changes).toEqual(['away', undefined]);
  });

  it('should wait as long as the receiver asks for', async () => {
    const fixture = new Fixture();
    fixture.answers.push({ kind: 'retry', afterMs: 200, reason: 'busy' });
    const start = Date.now();
    fixture.add('1');
    await fixture.expectCounts(1, 0);
    expect(Date.now() - start).toBeGreaterThanOrEqual(195);
  });

  it.each([
    ['is refused', { kind: 'refused', reason: 'no' } as const, 'no'],
    ['cannot be serialized', new TypeError('bad record'), 'bad record'],
  ])('should drop a batch that %s, and continue with the next', async (_, answer, reason) => {
    const fixture = new Fixture();
    fixture.answers.push(answer);
    fixture.add(...numbers(10), 'next');
    await fixture.expectCounts(1, 10);
    expect(fixture.changes).toEqual([reason, undefined]);
  });

  it('should count records that the receiver rejects from an accepted batch', async () => {
    const fixture = new Fixture();
    fixture.answers.push({ kind: 'accepted', rejected: 2 });
    fixture.add('1', '2', '3');
    await fixture.expectCounts(1, 2);
  });

  it('should give up a batch after a while, so that newer records get their turn', async () => {
    const fixture = new Fixture({ retryMs: 60 });
    fixture.answers.push(AWAY, { kind: 'retry', afterMs: 100, reason: 'busy' });
    fixture.add(...numbers(10), 'next');
    await fixture.expectCounts(1, 10);
  });

  it('should export everything that waits when it closes, without the delay or a pause', async () => {
    const fixture = new Fixture({ delayMs: 10_000, firstPauseMs: 20_000, retryMs: 60_000 });
    fixture.answers.push(AWAY);
    fixture.add(...numbers(10));
    await eventually(() => {
      expect(fixture.changes).toEqual(['away']);
    });
    fixture.add('10', '11');
    await fixture.queue.close(5000);
    expect(fixture.counts()).toEqual([12, 0]);
    fixture.add('late');
    expect(fixture.counts()).toEqual([12, 1]);
  });

  it('should close in time if the receiver hangs or stays away, and count what was lost', async () => {
    for (const answer of [untilAborted, AWAY, { kind: 'retry', afterMs: 60_000, reason: 'busy' } as const]) {
      const fixture = new Fixture();
      fixture.answers.push(...Array.from({ length: 50 }, () => answer));
      fixture.add(...numbers(15));
      const start = Date.now();
      await fixture.queue.close(100);
      expect(Date.now() - start).toBeLessThan(400);
      expect(fixture.counts()).toEqual([0, 15]);
    }
  });

  it('should export outside the asynchronous context of what is exported', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const fixture = new Fixture();
    fixture.answers.push(() => {
      seen.push(storage.getStore());
      return Promise.resolve(ACCEPTED);
    });
    storage.run('a request', () => {
      fixture.add('1');
    });
    await fixture.expectCounts(1, 0);
    expect(seen).toEqual([undefined]);
  });

  it('should not keep the process alive or be slow to add to while the receiver hangs', async () => {
    const fixture = new Fixture({ maxItems: 200_000, maxBytes: 10_000_000 });
    fixture.answers.push(untilAborted);
    const start = performance.now();
    fixture.add(...numbers(100_000));
    expect(performance.now() - start).toBeLessThan(1000);
    await sleep(20);
    expect(fixture.sent).toHaveLength(1);
    await fixture.queue.close(0);
    expect(fixture.queue.dropped + fixture.queue.exported).toBe(100_000);
  });
});
