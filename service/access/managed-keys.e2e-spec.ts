import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { eventually } from '../test/eventually.ts';
import { RedisServer } from '../test/redis.ts';
import { AccessStoreUnavailableError } from './access.errors.ts';
import { newKey } from './api-keys.ts';
import { KeyRegistry } from './key-registry.ts';
import { ManagedKeys } from './managed-keys.ts';
import { RedisAccessStore } from './stores/redis.access-store.ts';

const SCOPES = {
  read: { resource: 'queue', includedIn: ['desk'] },
  desk: { resource: 'queue' },
  admin: { resource: 'installation' },
};

describe(ManagedKeys.name, () => {
  let server: RedisServer;
  let redis: Redis;
  let store: RedisAccessStore;
  let registry: KeyRegistry;
  let managed: ManagedKeys;
  let now = Date.now();
  let log: { level: number; msg: string; err?: { message: string }; key?: string }[];
  beforeEach(async () => {
    server = await RedisServer.start();
    redis = server.connect();
    store = new RedisAccessStore(redis, () => now);
    registry = new KeyRegistry(store, SCOPES, () => now);
    log = [];
    managed = process();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    redis.disconnect();
    await server.stop();
  });

  /** The keys as another process knows them. */
  function process(): ManagedKeys {
    const write = (line: string): unknown => log.push(JSON.parse(line) as (typeof log)[number]);
    return new ManagedKeys(store, SCOPES, pino({}, { write }), () => now);
  }

  it('should know the rights of a key', async () => {
    const limited = await registry.create({ name: 'one', scopes: ['desk'], only: { queue: ['rubis'] } }, 'x');
    const unlimited = await registry.create({ name: 'two', scopes: ['read', 'admin'] }, 'x');
    const [first, second] = [await managed.identify(limited.key), await managed.identify(unlimited.key)];
    expect([first, second]).toMatchObject([
      { name: 'key:one', credential: limited.entry.id },
      { name: 'key:two', credential: unlimited.entry.id },
    ]);
    const asked = [
      ['desk', 'rubis'],
      ['read', 'rubis'],
      ['read', 'saphir'],
      ['admin', 'kiosque'],
      ['unknown', 'rubis'],
    ] as const;
    expect(asked.map(([scope, name]) => first?.allows(scope, name))).toEqual([true, true, false, false, false]);
    expect(asked.map(([scope, name]) => second?.allows(scope, name))).toEqual([false, true, true, true, false]);
    expect(await managed.identify(newKey())).toBeUndefined();
    expect(managed.description).toBe('2 managed keys');
  });

  it('should know a revoked, expired or new key within about a second, in every process', async () => {
    const { key, entry } = await registry.create({ name: 'one', scopes: ['desk'] }, 'x');
    const [here, there] = [managed, process()];
    for (const each of [here, there]) expect(await each.identify(key)).toBeDefined();
    const fresh = await registry.create({ name: 'two', scopes: ['desk'], days: 1 }, 'x');
    await registry.revoke(entry.id);
    here.expire();
    expect([await here.identify(key), (await here.identify(fresh.key))?.name]).toEqual([undefined, 'key:two']);
    await eventually(async () => {
      expect([await there.identify(key), (await there.identify(fresh.key))?.name]).toEqual([undefined, 'key:two']);
    }, 2000);
    now += 86_400_000;
    expect(await here.identify(fresh.key)).toBeUndefined();
  });

  it('should record the last use of a key, to the minute', async () => {
    const { key, entry } = await registry.create({ name: 'one', scopes: ['desk'] }, 'x');
    const uses: unknown[] = [];
    const start = now;
    for (const later of [0, 59_999, 60_000]) {
      now = start + later;
      await managed.identify(key);
      // Commands of one connection are answered in order.
      uses.push((await store.lastUses()).get(entry.id));
    }
    expect(uses).toEqual([start, start, start + 60_000]);
  });

  it('should record the use of a key again if that failed, without a delay', async () => {
    const { key, entry } = await registry.create({ name: 'one', scopes: ['desk'] }, 'x');
    jest.spyOn(store, 'markUsed').mockRejectedValueOnce(new Error('no answer'));
    expect(await managed.identify(key)).toBeDefined();
    await eventually(() => {
      expect(log).toMatchObject([{ level: 40, key: entry.id, err: { message: 'no answer' } }]);
    });
    expect((await store.lastUses()).size).toBe(0);
    await managed.identify(key);
    expect((await store.lastUses()).get(entry.id)).toBe(now);
  });

  it('should read the storage once a second, without waiting for one that did not respond the last time', async () => {
    const { key } = await registry.create({ name: 'one', scopes: ['desk'] }, 'x');
    expect(managed.description).toBe('0 managed keys');
    const state = jest.spyOn(store, 'state');
    const nameOf = async (): Promise<string | undefined> => (await managed.identify(key))?.name;
    for (let turn = 0; turn < 3; turn++) expect(await nameOf()).toBe('key:one');
    expect(state).toHaveBeenCalledTimes(1);
    state.mockRejectedValue(new Error('no answer'));
    for (let turn = 2; turn < 5; turn++) {
      managed.expire();
      expect(await nameOf()).toBe('key:one');
      expect(state).toHaveBeenCalledTimes(turn);
      await new Promise(setImmediate);
    }
    expect(log).toMatchObject([{ level: 50, err: { message: 'no answer' } }]);
    state.mockReturnValue(new Promise(() => undefined));
    managed.expire();
    expect(await nameOf()).toBe('key:one');
  });

  it('should keep the last known keys in effect while the storage does not respond, and report it', async () => {
    const { key } = await registry.create({ name: 'one', scopes: ['desk'] }, 'x');
    expect(await managed.identify(key)).toBeDefined();
    expect(managed.problem).toBeUndefined();
    await server.kill();
    for (let turn = 0; turn < 3; turn++) {
      managed.expire();
      expect((await managed.identify(key))?.name).toBe('key:one');
      expect(await managed.identify(newKey())).toBeUndefined();
    }
    expect(managed.problem).toMatch(/not responding/);
    await server.resume();
    await eventually(async () => {
      managed.expire();
      expect((await managed.identify(key))?.name).toBe('key:one');
      expect(managed.problem).toBeUndefined();
    });
    expect(log.filter(({ msg }) => msg.includes('storage of keys')).map(({ level }) => level)).toEqual([50, 30]);
  });

  it('should accept and reject nothing before the storage was read once', async () => {
    const { key } = await registry.create({ name: 'one', scopes: ['desk'] }, 'x');
    await server.kill();
    for (let turn = 0; turn < 2; turn++) {
      await expect(managed.identify(key)).rejects.toThrow(AccessStoreUnavailableError);
      await expect(managed.state()).rejects.toThrow(AccessStoreUnavailableError);
    }
    await server.resume();
    await eventually(async () => {
      managed.expire();
      expect((await managed.identify(key))?.name).toBe('key:one');
    });
  });
});
