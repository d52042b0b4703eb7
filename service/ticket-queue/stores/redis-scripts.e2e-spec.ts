import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Redis } from 'ioredis';
import { NOON, given } from '../../test/given-ticket.ts';
import { RedisServer } from '../../test/redis.ts';
import { TicketStoreUnavailableError } from '../ticket-queue.errors.ts';
import { KEYS, sourceOf } from './redis-scripts.ts';
import { RedisTicketStore } from './redis.ticket-store.ts';
import { SKIPPED } from './ticket-store.ts';

describe('The commands to Redis', () => {
  let server: RedisServer;
  let name: string;
  let redis: Redis;
  let store: RedisTicketStore;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(() => {
    name = `queue-${randomUUID()}`;
    redis = server.connect();
    store = new RedisTicketStore(redis, name);
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

  it('should tell the time of the server to the millisecond', async () => {
    const clock = async (): Promise<number> => {
      const [seconds, microseconds] = (await redis.time()).map(Number);
      return (seconds ?? 0) * 1000 + Math.floor((microseconds ?? 0) / 1000);
    };
    const keys = KEYS.map((key) => `kiosque:{${name}}:${key}`);
    const earliest = await clock();
    const [, , , , now] = (await redis.call('EVAL', sourceOf('snapshot'), keys.length, ...keys, 0)) as unknown[];
    expect(now).toBeGreaterThanOrEqual(earliest);
    expect(now).toBeLessThanOrEqual(await clock());
  });

  it('should return each ticket once, though a scan can return it twice', async () => {
    const tickets = [await given(store), await given(store)];
    const entries = await redis.hgetall(`kiosque:{${name}}:tickets`);
    const [first, second] = Object.entries(entries);
    jest
      .spyOn(redis, 'hscan')
      .mockResolvedValueOnce(['7', [...(first ?? [])]])
      .mockResolvedValueOnce(['9', [...(first ?? [])]])
      .mockResolvedValueOnce(['0', [...(first ?? []), ...(second ?? [])]]);
    const pages: string[][] = [];
    for await (const page of store.tickets()) pages.push(page.map(({ token }) => token));
    expect(pages.map(({ length }) => length)).toEqual([1, 1]);
    expect(pages.flat().sort()).toEqual(tickets.map(({ token }) => token).sort());
  });

  it('should count the requests of a client in a minute, and forget them after two', async () => {
    const counts: (number | undefined)[] = [];
    for (const [client, minute] of [
      ['a', 1],
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ] as const)
      counts.push(await store.countRequest(client, minute));
    expect(counts).toEqual([1, 2, 1, 1]);
    const key = `kiosque:{${name}}:requests a 1`;
    const left = await redis.pttl(key);
    expect([left > 60_000, left <= 120_000]).toEqual([true, true]);
    await redis.set(key, 'not a number');
    await expect(store.countRequest('a', 1)).rejects.toBeInstanceOf(TicketStoreUnavailableError);
  });

  it.each([true, false])('should end with the store, if the server answers: %s', async (answers) => {
    if (!answers) jest.spyOn(redis, 'quit').mockRejectedValueOnce(new Error('no answer'));
    const ended = new Promise((resolve) => redis.once('end', resolve));
    await store.close();
    await ended;
    expect(redis.status).toBe('end');
  });
});
