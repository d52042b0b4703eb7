import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { readConfiguration } from '../../configuration.ts';
import { RedisServer } from '../../test/redis.ts';
import { connectRedis } from './connect-redis.ts';

const MANY = 200;

describe('REDIS_AUTO_PIPELINING', () => {
  let server: RedisServer | undefined;
  afterEach(() => server?.stop());

  it('should send what is issued at the same time in fewer writes, with the same answers', async () => {
    server = await RedisServer.start();
    expect(await writesFor('off')).toBe(MANY);
    expect(await writesFor('on')).toBe(1);
  });

  it.each([
    ['off', 700],
    ['on', 1400],
  ])('should fail in time if it is %s and Redis does not respond', async (flag, longest) => {
    server = await RedisServer.start();
    const redis = await connect(flag);
    await redis.ping();
    server.freeze();
    const started = performance.now();
    const first = redis.incr('count').catch(() => 'rejected');
    await new Promise(setImmediate);
    const others = Array.from({ length: MANY }, () => redis.incr('count').catch(() => 'rejected'));
    const outcomes = new Set(await Promise.all([first, ...others]));
    const waited = performance.now() - started;
    server.thaw();
    redis.disconnect();
    expect(outcomes).toEqual(new Set(['rejected']));
    expect(waited).toBeGreaterThan(longest - 50);
    expect(waited).toBeLessThan(longest + 3000);
  });

  function connect(flag: string): ReturnType<typeof connectRedis> {
    const environment = { QUEUE_STORE: 'redis', REDIS_PORT: String(server?.port), REDIS_AUTO_PIPELINING: flag };
    return connectRedis(readConfiguration(environment), pino({ level: 'silent' }));
  }

  /** Writes to the connection while as many clients count at the same time. */
  async function writesFor(flag: string): Promise<number> {
    const redis = (await connect(flag)) as Redis;
    await redis.set('count', 0);
    const writes = jest.spyOn(redis.stream, 'write');
    const counts = await Promise.all(Array.from({ length: MANY }, () => redis.incr('count')));
    redis.disconnect();
    expect(counts).toEqual(Array.from({ length: MANY }, (_, index) => index + 1));
    return writes.mock.calls.length;
  }
});
