import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { RedisServer } from '../test/redis.ts';
import { ProcessRegistry } from './process-registry.ts';
import type { ProcessState } from './process-state.ts';

const KEY = 'kiosque:{operations}:processes';

describe(ProcessRegistry.name, () => {
  let server: RedisServer;
  let redis: Redis;
  let now = 1_000_000;
  let registry: ProcessRegistry;
  beforeEach(async () => {
    server = await RedisServer.start();
    redis = server.connect();
    now = 1_000_000;
    registry = new ProcessRegistry(
      () => redis,
      () => now,
    );
  });
  afterEach(async () => {
    redis.disconnect();
    await server.stop();
  });

  const state = (id: string): ProcessState => ({
    ...{ id, name: 'rubis', at: now, startedAt: 1, version: '1.0.0', revision: 'abc', node: 'v26.0.0' },
    ...{ components: [], tables: [], history: [], limits: [], problems: [] },
  });

  it('should list the other processes until they withdraw', async () => {
    for (const id of ['a', 'b', 'c']) await registry.announce(state(id));
    expect((await registry.others('a')).map(({ id }) => id).sort()).toEqual(['b', 'c']);
    expect(await registry.others('a')).toContainEqual(state('b'));
    await registry.withdraw('b');
    expect((await registry.others('a')).map(({ id }) => id)).toEqual(['c']);
  });

  it('should forget processes that have been silent for a minute', async () => {
    await registry.announce(state('a'));
    now += 60_000;
    expect(await registry.others('b')).toHaveLength(1);
    now += 1;
    expect(await registry.others('b')).toEqual([]);
    expect(await redis.hlen(KEY)).toBe(0);
  });

  it('should ignore what other versions write, and delete it when they are gone', async () => {
    await redis.hset(KEY, 'future', JSON.stringify({ ...state('future'), components: 'unlike today' }));
    await redis.hset(KEY, 'broken', '{');
    expect(await registry.others('a')).toEqual([]);
    expect(await redis.hkeys(KEY)).toEqual(['future']);
    now += 60_001;
    await registry.others('a');
    expect(await redis.exists(KEY)).toBe(0);
  });

  it('should reject while Redis does not respond, and know nobody without Redis', async () => {
    await server.kill();
    await expect(registry.others('a')).rejects.toThrow();
    await server.resume();
    const alone = new ProcessRegistry(
      () => undefined,
      () => now,
    );
    await alone.announce(state('a'));
    expect(await alone.others('b')).toEqual([]);
  });
});
