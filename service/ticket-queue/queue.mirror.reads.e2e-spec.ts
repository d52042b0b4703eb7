import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { eventually } from '../test/eventually.ts';
import { NOON, given } from '../test/given-ticket.ts';
import { QueueMirror } from './queue.mirror.ts';
import { SqliteTicketStore } from './stores/sqlite.ticket-store.ts';
import type { QueueSnapshot } from './stores/ticket-store.ts';
import type { TicketEvent } from './ticket.ts';
import { TicketStoreUnavailableError } from './ticket-queue.errors.ts';

/** A real store that may stop responding, and counts its snapshots. */
class FlakyStore extends SqliteTicketStore {
  isAway = false;
  snapshots = 0;
  lists = 0;

  override async snapshot(line?: number): Promise<QueueSnapshot> {
    this.snapshots++;
    if ((line ?? 0) > 0) this.lists++;
    if (this.isAway) throw new Error('away');
    return await super.snapshot(line);
  }

  override async eventsAfter(id: number, limit: number): Promise<readonly TicketEvent[]> {
    if (this.isAway) throw new Error('away');
    return await super.eventsAfter(id, limit);
  }
}

describe(QueueMirror.name, () => {
  let directory: string;
  let store: FlakyStore;
  let mirror: QueueMirror;
  let now: number;
  let logged: string[];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kiosque-mirror-'));
    store = new FlakyStore(join(directory, 'rubis.sqlite'));
    [now, logged] = [NOON, []];
    const destination = {
      write: (line: string) => {
        const { level, msg } = JSON.parse(line) as { level: number; msg: string };
        logged.push(`${String(level)} ${msg}`);
      },
    };
    mirror = new QueueMirror(store, () => now, pino({}, destination));
  });
  afterEach(async () => {
    await mirror.onApplicationShutdown();
    rmSync(directory, { recursive: true });
  });

  it('should have no state before the storage was read, and say why', async () => {
    store.isAway = true;
    expect([mirror.state, mirror.failure, mirror.isStarted, mirror.validatedAt]).toEqual([
      undefined,
      undefined,
      false,
      0,
    ]);
    expect([mirror.lastKnown('a'), mirror.lastCalls(), mirror.recentEvents]).toEqual([undefined, [], []]);
    await mirror.onApplicationBootstrap();
    expect([mirror.state, mirror.failure?.message, mirror.isStarted, mirror.validatedAt]).toEqual([
      undefined,
      'away',
      true,
      0,
    ]);
    const list = mirror.list();
    await expect(list).rejects.toThrow(TicketStoreUnavailableError);
    await expect(list).rejects.toMatchObject({ cause: mirror.failure });
  });

  it('should log an outage once, keep the last state, and recover', async () => {
    const { token } = await given(store);
    await mirror.onApplicationBootstrap();
    expect([mirror.validatedAt, mirror.state?.waiting]).toEqual([NOON, 1]);
    store.isAway = true;
    now += 60_000;
    await eventually(() => {
      expect(mirror.failure?.message).toBe('away');
    });
    expect(await mirror.list()).toMatchObject({ readAt: NOON, line: [{ token }] });
    await mirror.settle();
    expect([mirror.validatedAt, mirror.state?.lastEventId]).toEqual([NOON, 1]);
    store.isAway = false;
    await eventually(() => {
      expect([mirror.failure, mirror.validatedAt]).toEqual([undefined, now]);
    });
    expect(logged).toEqual(['50 the queue storage is not responding', '30 the queue storage is responding again']);
  });

  it('should read the list only when something has changed', async () => {
    await given(store);
    await mirror.onApplicationBootstrap();
    expect(await mirror.list()).toMatchObject({ waiting: 1, lastEventId: 1 });
    expect(store.lists).toBe(1);
    await given(store);
    mirror.requestSoon();
    expect(await mirror.list()).toMatchObject({ waiting: 2, lastEventId: 2, line: [{}, {}] });
    expect(store.lists).toBe(2);
    // A reported failure has it read again.
    mirror.fail(new Error('reported'));
    await mirror.list();
    expect(store.lists).toBe(3);
  });

  it('should wait for changes of this process, and only for those', async () => {
    await mirror.onApplicationBootstrap();
    await given(store);
    const { snapshots } = store;
    await mirror.settle();
    expect([store.snapshots, mirror.state?.waiting]).toEqual([snapshots, 0]);
    mirror.requestSoon();
    await mirror.settle();
    expect([mirror.state?.waiting, mirror.state?.lastEventId, mirror.recentEvents.length]).toEqual([1, 1, 1]);
  });

  it('should return the last known state of a ticket with the number ahead', async () => {
    const [first, second] = [await given(store), await given(store)];
    await store.restoreTickets([{ ...first, token: 'restored', order: second.order + 1 }]);
    await mirror.onApplicationBootstrap();
    expect(mirror.lastKnown(first.token)).toEqual({ ticket: first, ahead: 0 });
    expect(mirror.lastKnown(second.token)).toEqual({ ticket: second, ahead: 1 });
    // It has no event, but is in the list.
    expect(mirror.lastKnown('restored')).toMatchObject({ ticket: { token: 'restored' }, ahead: 2 });
    expect(mirror.lastKnown('unknown')).toBeUndefined();
    await store.call({ counter: '1', now: NOON });
    mirror.requestSoon();
    await mirror.settle();
    expect(mirror.lastKnown(first.token)).toMatchObject({ ticket: { state: 'called', counter: '1' }, ahead: 0 });
  });

  it('should return the latest calls of the events, then earlier ones, each ticket once', async () => {
    const restored = await given(store);
    await store.restoreTickets([
      { ...restored, token: 'earlier', state: 'called', calledAt: NOON - 1, calls: 1, counter: '9' },
    ]);
    const [a, b] = [await store.call({ counter: '1', now: NOON }), await given(store)];
    await store.call({ counter: '2', now: NOON });
    await mirror.onApplicationBootstrap();
    expect(mirror.lastCalls().map(({ token }) => token)).toEqual([b.token, a?.token, 'earlier']);
  });

  it('should read the events before it returns no-shows', async () => {
    const ticket = await given(store);
    await store.call({ counter: '1', now: NOON });
    await mirror.onApplicationBootstrap();
    expect(await mirror.noShows()).toEqual([]);
    await store.transition(ticket.token, 'no-show', NOON);
    mirror.requestSoon();
    expect((await mirror.noShows()).map(({ token }) => token)).toEqual([ticket.token]);
  });

  it('should tell every listener', async () => {
    const told: string[] = [];
    mirror.onEvents((events) => told.push(`a ${String(events.length)}`));
    mirror.onEvents((events) => told.push(`b ${String(events.length)}`));
    await mirror.onApplicationBootstrap();
    await given(store);
    mirror.requestSoon();
    await mirror.settle();
    expect(told).toEqual(['a 0', 'b 0', 'a 1', 'b 1']);
    expect(mirror.eventsAfter(0)).toHaveLength(1);
  });
});
