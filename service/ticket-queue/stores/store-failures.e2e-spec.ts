import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOON, given, issue } from '../../test/given-ticket.ts';
import { RedisServer } from '../../test/redis.ts';
import { TicketStoreUnavailableError } from '../ticket-queue.errors.ts';
import type { Ticket } from '../ticket.ts';
import { RedisTicketStore } from './redis.ticket-store.ts';
import { SqliteTicketStore } from './sqlite.ticket-store.ts';
import type { TicketStore } from './ticket-store.ts';

describe('Tickets in a SQLite file that cannot be written', () => {
  it('should reject changes, and accept them again when possible', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kiosque-locked-'));
    const file = join(directory, 'rubis.sqlite');
    const store = new SqliteTicketStore(file);
    await given(store);
    const other = new DatabaseSync(file);
    other.exec('BEGIN EXCLUSIVE');
    const refused = store.issue(issue());
    await expect(refused).rejects.toBeInstanceOf(TicketStoreUnavailableError);
    await expect(refused).rejects.toMatchObject({ cause: { message: 'database is locked' } });
    other.exec('COMMIT');
    other.close();
    expect((await given(store)).number).toBe('R-002');
    await store.close();
    rmSync(directory, { recursive: true });
  });
});

describe('Tickets in a Redis that fails', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  it('should reject changes within a second, and recover without repeating numbers or event ids', async () => {
    const store = new RedisTicketStore(server.connect(), 'rubis');
    const before = await given(store);
    const { lastEventId } = await store.snapshot();
    await server.kill();
    const start = Date.now();
    await expect(given(store)).rejects.toBeInstanceOf(TicketStoreUnavailableError);
    expect(Date.now() - start).toBeLessThan(1500);
    await server.resume();
    const after = await eventuallyIssued(store);
    expect(after.sequence).toBe(before.sequence + 101);
    const snapshot = await store.snapshot(10);
    expect(snapshot.lastEventId).toBe(lastEventId + 101);
    expect(snapshot.line.map(({ token }) => token)).toEqual([before.token, after.token]);
    await store.close();
  });

  it('should not set expiry times, so that no ticket is evicted', async () => {
    const store = new RedisTicketStore(server.connect(), 'saphir');
    await given(store, { key: 'a key that is long enough' });
    await store.call({ counter: '1', now: NOON });
    await given(store);
    const connection = server.connect();
    const keys = await connection.keys('kiosque:{saphir}:*');
    expect(keys.length).toBe(6);
    for (const key of keys) expect([key, await connection.ttl(key)]).toEqual([key, -1]);
    connection.disconnect();
    await store.close();
  });

  async function eventuallyIssued(store: TicketStore): Promise<Ticket> {
    for (let tries = 0; ; tries++) {
      try {
        return await given(store);
      } catch (error) {
        if (tries > 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
});
