import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NOON, given } from '../../test/given-ticket.ts';
import { Sqlite, Standalone } from '../../test/ticket-media.ts';
import type { Medium } from '../../test/ticket-media.ts';
import { takeBackup, writeBackup } from '../backup/backup-file.ts';
import { KEPT_EVENTS, SHOWN_CALLED } from './ticket-store.ts';
import type { TicketStore } from './ticket-store.ts';

describe.each([
  ['SQLite', new Sqlite()],
  ['Redis', new Standalone()],
])('What %s keeps of a queue', (_, medium: Medium) => {
  let store: TicketStore;
  beforeAll(() => medium.start());
  afterAll(() => medium.stop());
  beforeEach(() => {
    store = medium.store();
  });
  afterEach(() => store.close());

  it('should include the latest thousand events and the latest fifty calls', async () => {
    await Promise.all(Array.from({ length: KEPT_EVENTS }, () => given(store)));
    const calls = SHOWN_CALLED + 1;
    for (let turn = 1; turn <= calls; turn++) await store.call({ counter: String(turn), now: NOON + turn });
    const events = await store.eventsAfter(0, 2 * KEPT_EVENTS);
    expect([events.length, events[0]?.id, events.at(-1)?.id]).toEqual([KEPT_EVENTS, calls + 1, KEPT_EVENTS + calls]);
    const { called, waiting } = await store.snapshot();
    expect(waiting).toBe(KEPT_EVENTS - calls);
    expect(called.map(({ counter }) => Number(counter))).toEqual(
      Array.from({ length: SHOWN_CALLED }, (_unused, index) => calls - index),
    );
  });

  it('should be read and purged completely if it is a thousand tickets', async () => {
    const { token: _, ...ticket } = await given(store);
    const ended = Array.from({ length: 1100 }, (_unused, index) => ({ ...ticket, token: String(index) }));
    expect(await store.restoreTickets(ended.map((each) => ({ ...each, state: 'completed' })))).toBe(1100);
    const read: string[] = [];
    for await (const page of store.tickets()) read.push(...page.map(({ token }) => token));
    expect([read.length, new Set(read).size]).toEqual([1101, 1101]);
    expect(await store.purge('2026-11-22')).toBe(1100);
  });

  it('should include its own secret, which is not part of backups', async () => {
    const secrets = await Promise.all([store.secret(), store.secret()]);
    expect(secrets).toEqual([expect.stringMatching(/^[\w-]{43}$/), secrets[0]]);
    await given(store);
    const backup = writeBackup(await takeBackup(store, 'rubis', NOON)).toString();
    expect(backup).not.toContain(secrets[0]);
    const other = medium.store();
    expect(await other.secret()).not.toBe(secrets[0]);
    await other.close();
  });

  it('should signal a restored backup once, with an event id without an event', async () => {
    const ticket = { ...(await given(store)), token: 'restored' };
    for (let turn = 0; turn < 2; turn++) {
      await store.restoreTickets([ticket]);
      expect((await store.snapshot()).lastEventId).toBe(2);
    }
    expect(await store.eventsAfter(1, 10)).toEqual([]);
  });
});
