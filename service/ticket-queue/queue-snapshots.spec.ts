import { beforeEach, describe, expect, it } from '@jest/globals';
import { QueueSnapshots } from './queue-snapshots.ts';
import type { QueueSnapshot, TicketStore } from './stores/ticket-store.ts';

describe(QueueSnapshots.name, () => {
  let asked: { line: number | undefined; answer: (lastEventId: number) => void }[];
  let now: number;
  let snapshots: QueueSnapshots;
  beforeEach(() => {
    [asked, now] = [[], 1000];
    const store = {
      snapshot: (line?: number) =>
        new Promise<QueueSnapshot>((resolve) => {
          const answer = (lastEventId: number): void => {
            resolve({ waiting: 0, line: [], called: [], lastEventId });
          };
          asked.push({ line, answer });
        }),
    } as unknown as TicketStore;
    snapshots = new QueueSnapshots(store, () => now);
  });

  it('should have nothing, and miss no change, before the first read', () => {
    expect([snapshots.latest, snapshots.list]).toEqual([undefined, undefined]);
    expect([snapshots.hasEveryChange, snapshots.isListCurrent]).toEqual([true, false]);
  });

  it('should miss the changes that were made since a read began', async () => {
    const read = snapshots.refresh();
    snapshots.recordChange();
    asked[0]?.answer(1);
    await read;
    expect(snapshots.hasEveryChange).toBe(false);
    const next = snapshots.refresh();
    asked[1]?.answer(2);
    expect(await next).toMatchObject({ lastEventId: 2 });
    expect([snapshots.hasEveryChange, snapshots.latest?.lastEventId]).toEqual([true, 2]);
  });

  it('should not forget a change that a later read has, when an earlier one ends last', async () => {
    const early = snapshots.read(0);
    snapshots.recordChange();
    const late = snapshots.read(0);
    asked[1]?.answer(2);
    await late;
    asked[0]?.answer(1);
    await early;
    expect(snapshots.hasEveryChange).toBe(true);
  });

  it('should read a thousand of the line with the time, and share reads', async () => {
    const reads = [snapshots.refreshList(), snapshots.refreshList(), snapshots.refresh()];
    expect(asked.map(({ line }) => line)).toEqual([1000, 0]);
    now = 2000;
    asked[0]?.answer(3);
    expect(await reads[0]).toMatchObject({ lastEventId: 3, readAt: 2000 });
    expect(snapshots.list).toMatchObject({ lastEventId: 3, readAt: 2000 });
  });

  it('should know whether the list has every change and the latest event', async () => {
    const list = snapshots.refreshList();
    asked[0]?.answer(3);
    await list;
    expect(snapshots.isListCurrent).toBe(true);
    snapshots.recordChange();
    expect(snapshots.isListCurrent).toBe(false);
    const read = snapshots.refresh();
    asked[1]?.answer(4);
    await read;
    expect([snapshots.hasEveryChange, snapshots.isListCurrent]).toEqual([true, false]);
  });
});
