import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { eventually } from '../test/eventually.ts';
import { NOON, given } from '../test/given-ticket.ts';
import { QueueMirror } from './queue.mirror.ts';
import { SqliteTicketStore } from './stores/sqlite.ticket-store.ts';
import type { TicketEvent } from './ticket.ts';

/** A real store whose events may be held up on their way, and that notes what it is asked. */
class WatchedStore extends SqliteTicketStore {
  readonly asked: string[] = [];
  hold: Promise<void> | undefined;

  override async eventsAfter(id: number, limit: number): Promise<readonly TicketEvent[]> {
    this.asked.push('events');
    await this.hold;
    const events = await super.eventsAfter(id, limit);
    this.asked.push('told');
    return events;
  }

  override async close(): Promise<void> {
    this.asked.push('close');
    await super.close();
  }
}

describe(QueueMirror.name, () => {
  const silent = pino({ level: 'silent' });
  let directory: string;
  let store: WatchedStore;
  let mirror: QueueMirror;
  let now: number;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kiosque-mirror-'));
    store = new WatchedStore(join(directory, 'rubis.sqlite'));
    now = NOON;
    mirror = new QueueMirror(store, () => now, silent);
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('should not join events over a gap', async () => {
    await given(store);
    await mirror.onApplicationBootstrap();
    const told: (readonly TicketEvent[])[] = [];
    mirror.onEvents((events) => told.push(events));
    expect(mirror.eventsAfter(0)).toHaveLength(1);
    // Written by one transaction: the mirror finds all of them at once.
    await Promise.all(Array.from({ length: 400 }, () => given(store)));
    await eventually(() => {
      expect(mirror.state?.lastEventId).toBe(401);
    });
    expect(mirror.eventsAfter(301)?.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, turn) => 302 + turn));
    for (const id of [0, 1, 300]) expect([id, mirror.eventsAfter(id)]).toEqual([id, undefined]);
    // The first of them was alone in its transaction, and may have been followed by itself.
    expect(told.at(-1)).toEqual([]);
    await mirror.onApplicationShutdown();
  });

  it('should count nothing twice after a backup was restored', async () => {
    const ticket = await given(store);
    await store.call({ counter: '1', now: NOON });
    await mirror.onApplicationBootstrap();
    expect(mirror.statistics.waiting.count).toBe(1);
    await store.restoreTickets([{ ...ticket, token: 'restored' }]);
    now += 1000;
    await eventually(() => {
      expect(mirror.state).toMatchObject({ lastEventId: 3, waiting: 1 });
    });
    expect(mirror.statistics.waiting.count).toBe(1);
    await mirror.onApplicationShutdown();
  });

  it('should close the storage after reads in progress, and start no more', async () => {
    await mirror.onApplicationBootstrap();
    let release = (): void => undefined;
    store.hold = new Promise((resolve) => (release = resolve));
    store.asked.length = 0;
    await eventually(() => {
      expect(store.asked).toEqual(['events']);
    });
    const closed = mirror.onApplicationShutdown();
    release();
    await closed;
    expect(store.asked).toEqual(['events', 'told', 'close']);
    expect(mirror.failure).toBeUndefined();
  });
});
