import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { eventually } from '../test/eventually.ts';
import { RedisServer } from '../test/redis.ts';
import { INSTALLATION } from './access.scopes.ts';
import { AuditLog } from './audit-log.ts';
import { RedisAccessStore } from './stores/redis.access-store.ts';

const EVENT = {
  event: 'call',
  actor: 'key:reception',
  credential: '0123456789ab',
  resource: { kind: 'queue', name: 'rubis' },
  requestId: 'r-1',
  facts: { ticket: 'R-001', counter: '4' },
};
const DAY = 86_400_000;

describe(AuditLog.name, () => {
  let server: RedisServer;
  let redis: Redis;
  let store: RedisAccessStore;
  let audit: AuditLog;
  let lines: Record<string, unknown>[];
  let later = 0;
  beforeEach(async () => {
    server = await RedisServer.start();
    redis = server.connect();
    store = new RedisAccessStore(redis, Date.now);
    lines = [];
    later = 0;
    const logger = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) });
    audit = new AuditLog(store, logger, { keepDays: 1, now: () => Date.now() + later });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    redis.disconnect();
    await server.stop();
  });

  async function stored(limit = 20_000): Promise<string[]> {
    const entries = await store.audit({ from: 0, to: Date.now() + 1000, limit });
    return entries.map(({ requestId }) => requestId).reverse();
  }

  const messages = (): unknown[] => lines.filter(({ audit: entry }) => entry === undefined).map(({ msg }) => msg);

  it('should write one log line at once, and the entry soon after', async () => {
    audit.append(EVENT);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 30,
        msg: 'audit',
        requestId: 'r-1',
        audit: {
          action: 'call',
          queue: 'rubis',
          ticket: 'R-001',
          counter: '4',
          actor: 'key:reception',
          credential: '0123456789ab',
        },
      }),
    ]);
    expect(await stored()).toEqual([]);
    await eventually(async () => {
      expect(await stored()).toEqual(['r-1']);
    }, 2000);
    const [entry] = await store.audit({ from: 0, to: Date.now() + 1000, limit: 1 });
    expect(entry).toMatchObject(EVENT);
    expect(Math.abs((entry?.at ?? 0) - Date.now())).toBeLessThan(5000);
  });

  it('should write in order and without duplicates, however often it is flushed', async () => {
    const ids = Array.from({ length: 1200 }, (_, index) => `r-${String(index)}`);
    const flushes = ids.map((requestId, index) => {
      audit.append({ ...EVENT, requestId });
      return index % 400 === 0 ? audit.flush() : undefined;
    });
    await Promise.all([...flushes, audit.flush()]);
    expect(await stored()).toEqual(ids);
  });

  it('should keep what cannot be written, count what it drops, and write the rest in order when it can', async () => {
    await server.kill();
    for (let index = 0; index < 10_030; index++) audit.append({ ...EVENT, requestId: `r-${String(index)}` });
    await audit.flush();
    expect([audit.lost, audit.waiting]).toEqual([30, 10_000]);
    expect(messages()).toEqual(['the audit log cannot be written; entries wait']);
    expect(lines.at(-1)).toMatchObject({ level: 50, err: expect.objectContaining({ message: expect.any(String) }) });
    await audit.flush();
    await server.resume();
    let ids: readonly string[] = [];
    await eventually(async () => {
      await audit.flush();
      ids = await stored();
      expect(ids.length).toBe(10_000);
    });
    expect([ids[0], ids.at(-1)]).toEqual(['r-30', 'r-10029']);
    expect([new Set(ids).size, audit.waiting]).toEqual([10_000, 0]);
    expect(messages()).toEqual(['the audit log cannot be written; entries wait', 'the audit log can be written again']);
  });

  it('should try again by itself', async () => {
    await server.kill();
    audit.append(EVENT);
    const timers = jest.spyOn(globalThis, 'setTimeout');
    await audit.flush();
    expect(timers.mock.calls.map(([, delay]) => delay)).toContain(2000);
    await server.resume();
    await eventually(async () => {
      expect(await stored()).toEqual(['r-1']);
    });
  });

  it('should write what waits before the process exits', async () => {
    audit.append(EVENT);
    await audit.onApplicationShutdown();
    redis = server.connect();
    store = new RedisAccessStore(redis, Date.now);
    expect(await stored()).toEqual(['r-1']);
  });

  it('should store 60 events of strangers per minute, and all of others', async () => {
    const { credential, ...withoutCredential } = { ...EVENT, event: 'sign-in-refused', resource: INSTALLATION };
    const append = (count: number, requestId: string): void => {
      for (let index = 0; index < count; index++) audit.append({ ...withoutCredential, requestId });
    };
    later = 60_000 - (Date.now() % 60_000);
    append(70, 'first');
    audit.append({ ...EVENT, requestId: 'desk' });
    audit.append({ ...withoutCredential, credential, requestId: 'admin' });
    for (let index = 0; index < 61; index++)
      audit.append({ ...withoutCredential, resource: EVENT.resource, requestId: 'holder' });
    later += 60_000;
    append(70, 'second');
    await audit.flush();
    expect(lines.length).toBe(203);
    const expected = [
      ...Array<string>(60).fill('first'),
      ...['desk', 'admin'],
      ...Array<string>(61).fill('holder'),
      ...Array<string>(60).fill('second'),
    ];
    const entries = await store.audit({ from: 0, to: Date.now() + DAY, limit: 20_000 });
    expect(entries.map(({ requestId }) => requestId).reverse()).toEqual(expected);
  });

  it('should keep entries for a number of days', async () => {
    audit.append(EVENT);
    await audit.flush();
    later = DAY - 5000;
    audit.append({ ...EVENT, requestId: 'r-2' });
    await audit.flush();
    expect(await stored()).toEqual(['r-1', 'r-2']);
    later = DAY + 5000;
    audit.append({ ...EVENT, requestId: 'r-3' });
    await audit.flush();
    expect(await stored()).not.toContain('r-1');
  });
});
