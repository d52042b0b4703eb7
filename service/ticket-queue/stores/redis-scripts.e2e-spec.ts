import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { NOON, given } from '../../test/given-ticket.ts';
import { RedisServer } from '../../test/redis.ts';
import { TicketStoreUnavailableError } from '../ticket-queue.errors.ts';
import { RedisTicketStore } from './redis.ticket-store.ts';
import { SKIPPED } from './ticket-store.ts';

describe('Every script that changes a queue in Redis', () => {
  let server: RedisServer;
  let name: string;
  let store: RedisTicketStore;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(() => {
    name = `queue-${randomUUID()}`;
    store = new RedisTicketStore(server.connect(), name);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await store.close();
  });
  afterAll(() => server.stop());

  const CHANGES: readonly [string, (token: string) => Promise<unknown>][] = [
    ['issue', () => given(store)],
    ['call', () => store.call({ counter: '1', now: NOON })],
    ['cancel', (token) => store.transition(token, 'cancel', NOON)],
  ];

  it.each(CHANGES)(
    'should skip event ids for %s on a server that has not served the queue before',
    async (_, change) => {
      const { token } = await given(store);
      // As a replica has it that took over: what it knows of was written by another server.
      const connection = server.connect();
      await connection.hset(`kiosque:{${name}}:sequence`, 'run', 'another');
      connection.disconnect();
      await change(token);
      expect((await store.snapshot()).lastEventId).toBe(1 + SKIPPED + 1);
      await given(store);
      expect((await store.snapshot()).lastEventId).toBe(1 + SKIPPED + 2);
    },
  );

  it.each(CHANGES)('should reject %s after its sender has given up', async (_, change) => {
    const { token } = await given(store);
    const before = await store.snapshot(10);
    // Sent a second ago, as far as the server can tell.
    const { now } = Date;
    jest.spyOn(Date, 'now').mockImplementation(() => now() - 1000);
    const asked = change(token);
    await expect(asked).rejects.toBeInstanceOf(TicketStoreUnavailableError);
    await expect(asked).rejects.toMatchObject({ cause: { message: expect.stringContaining('LATE') } });
    expect(await store.snapshot(10)).toEqual(before);
  });

  it.each([-3_600_000, 3_600_000])('should use the clock of the server if the local one is %i ms off', async (off) => {
    const { now } = Date;
    let late = 0;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + off - late);
    await store.snapshot();
    expect((await given(store)).number).toBe('R-001');
    late = 1000;
    await expect(given(store)).rejects.toBeInstanceOf(TicketStoreUnavailableError);
  });
});
