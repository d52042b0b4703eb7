import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, NOON, given } from '../../test/given-ticket.ts';
import { SqliteTicketStore } from '../stores/sqlite.ticket-store.ts';
import type { Ticket } from '../ticket.ts';
import { restoreBackup, takeBackup } from './backup-file.ts';

/** A store of which somebody takes a ticket whenever its tickets are read, or taken in. */
class BusyStore extends SqliteTicketStore {
  readonly taken: Ticket[] = [];

  override async *tickets(): AsyncIterable<readonly Ticket[]> {
    this.taken.push(await given(this));
    yield* super.tickets();
  }

  override async restoreTickets(tickets: readonly Ticket[]): Promise<number> {
    this.taken.push(await given(this));
    return await super.restoreTickets(tickets);
  }
}

describe('A backup of a queue in use', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-backup-'));
  let files = 0;
  let store: BusyStore;
  beforeEach(() => {
    store = new BusyStore(join(directory, `${String(files++)}.sqlite`));
  });
  afterEach(() => store.close());
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('should have counters that include all of its tickets', async () => {
    const { tickets, counters } = await takeBackup(store, 'rubis', NOON);
    expect(tickets).toEqual(store.taken);
    expect(counters[`series ${DAY}`]).toBe(1);
  });

  it('should be continued by tickets issued during the restore', async () => {
    const ticket: Ticket = { ...(await given(store, { day: '2026-11-20', series: '2026-11-20' })), token: 'saved' };
    const counters = { [`series ${DAY}`]: 41 };
    expect(await restoreBackup(store, { queue: 'rubis', at: NOON, tickets: [ticket], counters }, 1430)).toBe(1);
    expect(store.taken.map(({ number }) => number)).toEqual(['R-1430-042']);
  });
});
