import { beforeEach, describe, expect, it } from '@jest/globals';
import { QueueFollower } from './queue-follower.ts';
import { QueueSnapshots } from './queue-snapshots.ts';
import type { QueueSnapshot, TicketStore } from './stores/ticket-store.ts';
import type { Ticket, TicketEvent } from './ticket.ts';

/** A log of events that a test writes, and notes of what it was asked. */
class EventLog {
  events: TicketEvent[] = [];
  /** The id of the last event; a restored backup increments it without an event. */
  lastEventId = 0;
  readonly asked: string[] = [];
  /** Called once, before the next snapshot is taken. */
  duringSnapshot: (() => void) | undefined;

  append(...ids: readonly number[]): void {
    const ticket = { token: 'a', issuedAt: 0, calls: 1, state: 'called' } as Ticket;
    this.events.push(...ids.map((id): TicketEvent => ({ id, at: id, type: 'call', ticket })));
    this.lastEventId = this.events.at(-1)?.id ?? 0;
  }

  eventsAfter(id: number, limit: number): Promise<readonly TicketEvent[]> {
    this.asked.push(`after ${String(id)}, ${String(limit)}`);
    return Promise.resolve(this.events.filter((event) => event.id > id).slice(0, limit));
  }

  snapshot(line = 0): Promise<QueueSnapshot> {
    this.asked.push(`snapshot ${String(line)}`);
    this.duringSnapshot?.();
    this.duringSnapshot = undefined;
    return Promise.resolve({ waiting: 0, line: [], called: [], lastEventId: this.lastEventId });
  }
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe(QueueFollower.name, () => {
  let log: EventLog;
  let now: number;
  let snapshots: QueueSnapshots;
  let follower: QueueFollower;
  /** Ids per call of the listener; empty when everything may have changed. */
  let told: number[][];
  beforeEach(() => {
    [log, now, told] = [new EventLog(), 10_000, []];
    const store = log as unknown as TicketStore;
    snapshots = new QueueSnapshots(store, () => now);
    follower = new QueueFollower({ store, now: () => now, snapshots }, (events) =>
      told.push(events.map(({ id }) => id)),
    );
  });
  const known = (): number[] => follower.events.all.map(({ id }) => id);
  /** Reads, and returns what the store was asked. */
  const read = async (hasFailed = false): Promise<{ hasMore: boolean; asked: string[] }> => {
    log.asked.length = 0;
    return { hasMore: await follower.read(hasFailed), asked: [...log.asked] };
  };

  it('should start with the latest thousand events, without telling them one by one', async () => {
    log.append(...range(1, 1250));
    expect((await read()).hasMore).toBe(false);
    expect(log.asked).toEqual([
      'snapshot 1000',
      ...range(0, 9).map((page) => `after ${String(250 + page * 100)}, 100`),
    ]);
    expect([known()[0], known().at(-1), known().length]).toEqual([251, 1250, 1000]);
    expect([follower.cursor, told, follower.statistics.waiting.count]).toStrictEqual([1250, [[]], 200]);
  });

  it('should start at the last event if there are fewer, or none', async () => {
    log.append(1, 2, 5);
    expect((await read()).asked).toEqual(['snapshot 1000', 'after 0, 100']);
    expect([known(), follower.cursor]).toEqual([[1, 2, 5], 5]);
  });

  it('should start after the last id if no event has it', async () => {
    log.append(1);
    log.lastEventId = 3;
    await read();
    expect(follower.cursor).toBe(3);
  });

  it('should not go back behind events that came while it started', async () => {
    log.append(...range(1, 3));
    log.lastEventId = 2;
    await read();
    expect(follower.cursor).toBe(3);
  });

  it('should tell new events once, and count them', async () => {
    await read();
    log.append(1, 2);
    expect((await read()).hasMore).toBe(false);
    log.append(3);
    await read();
    expect(told).toEqual([[], [1, 2], [3]]);
    expect([known(), follower.cursor, follower.statistics.waiting.count]).toEqual([[1, 2, 3], 3, 3]);
  });

  it('should tell a hundred at a time, and say that there are more', async () => {
    await read();
    log.append(...range(1, 200));
    expect((await read()).hasMore).toBe(true);
    expect((await read()).hasMore).toBe(true);
    expect((await read()).hasMore).toBe(false);
    expect(told).toEqual([[], range(1, 100), range(101, 200)]);
  });

  it('should start anew from the latest hundred after more than two hundred at once', async () => {
    log.append(1);
    await read();
    log.append(...range(2, 202));
    expect((await read()).hasMore).toBe(false);
    expect([told, known(), follower.cursor]).toEqual([[[], []], range(103, 202), 202]);
    // What it counted before remains.
    expect(follower.statistics.waiting.count).toBe(101);
  });

  it('should not take skipped ids for events', async () => {
    await read();
    log.append(1, 500);
    await read();
    log.append(501);
    log.lastEventId = 700;
    await read();
    expect([told, known()]).toEqual([
      [[], [1, 500], [501]],
      [1, 500, 501],
    ]);
  });

  it('should verify once per second without events, and at once after a failure', async () => {
    await read();
    now += 999;
    expect((await read()).asked).toEqual(['after 0, 100']);
    expect(await read(true)).toEqual({ hasMore: false, asked: ['after 0, 100', 'snapshot 0'] });
    now += 999;
    expect((await read()).asked).toEqual(['after 0, 100']);
    now += 1;
    expect((await read()).asked).toEqual(['after 0, 100', 'snapshot 0']);
    expect(told).toEqual([[]]);
  });

  it('should start anew if the storage was emptied', async () => {
    log.append(...range(1, 5));
    await read();
    [log.events, log.lastEventId] = [[], 0];
    const asked = ['after 5, 100', 'snapshot 0', 'snapshot 1000', 'after 0, 100'];
    expect(await read(true)).toEqual({ hasMore: false, asked });
    expect([told, known(), follower.cursor, follower.statistics.waiting.count]).toEqual([[[], []], [], 0, 0]);
  });

  it('should start anew after a restored backup, which has an id but no event', async () => {
    log.append(1);
    await read();
    log.lastEventId = 2;
    now += 1000;
    expect((await read()).asked).toEqual(['after 1, 100', 'snapshot 0', 'after 1, 1', 'snapshot 1000', 'after 0, 100']);
    expect([told, known(), follower.cursor]).toEqual([[[], []], [1], 2]);
  });

  it('should go on if an event came while it verified', async () => {
    log.append(1);
    await read();
    log.duringSnapshot = () => {
      log.append(2);
    };
    expect((await read(true)).hasMore).toBe(true);
    expect((await read()).hasMore).toBe(false);
    expect([told, follower.cursor]).toEqual([[[], [2]], 2]);
  });

  it('should refresh the list when it is a second old and events came', async () => {
    await read();
    log.append(1);
    now += 999;
    expect((await read()).asked).toEqual(['after 0, 100', 'snapshot 0']);
    now += 1;
    expect((await read()).asked).toContain('snapshot 1000');
    expect([snapshots.list?.lastEventId, snapshots.list?.readAt]).toEqual([1, now]);
    now += 5000;
    expect((await read()).asked).toEqual(['after 1, 100', 'snapshot 0']);
  });
});
