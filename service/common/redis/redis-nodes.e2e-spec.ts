import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Cluster, Redis } from 'ioredis';
import { pino } from 'pino';
import { readConfiguration } from '../../configuration.ts';
import { eventually } from '../../test/eventually.ts';
import { RedisCluster, RedisServer } from '../../test/redis.ts';
import { connectRedis } from './connect-redis.ts';
import { readRedisInfo } from './redis-info.ts';
import { RedisNodes } from './redis-nodes.ts';

const silent = pino({ level: 'silent' });

describe(RedisNodes.name, () => {
  const ends: (() => unknown)[] = [];
  let now = 0;
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function given(...options: string[]): Promise<RedisServer> {
    const server = await RedisServer.start(...options);
    ends.push(() => server.stop());
    return server;
  }

  async function follow(environment: NodeJS.ProcessEnv): Promise<{ nodes: RedisNodes; redis: Redis | Cluster }> {
    const nodes = new RedisNodes(() => now);
    const config = readConfiguration({ QUEUE_STORE: 'redis', ...environment });
    const redis = await connectRedis(config, silent, nodes);
    ends.push(() => {
      nodes.stop();
      redis.disconnect();
    });
    return { nodes, redis };
  }

  /** Names of the nodes that are up and down. */
  const states = (nodes: RedisNodes): object => Object.fromEntries(nodes.all.map(({ name, isUp }) => [name, isUp]));

  it('should report memory, append-only file and replicas of a server, without waiting for the first interval', async () => {
    const server = await given('--maxmemory', '64mb');
    const { nodes } = await follow({ REDIS_PORT: String(server.port) });
    await eventually(() => expect(nodes.all).toHaveLength(1));
    const [node] = nodes.all;
    expect(node).toMatchObject({ name: `127.0.0.1:${server.port}`, isUp: true });
    expect(node?.info).toEqual({
      memoryUsed: expect.any(Number),
      memoryMax: 67_108_864,
      aofEnabled: 1,
      aofOk: 1,
      replicas: 0,
      replicationLag: undefined,
    });
    expect(node?.info?.memoryUsed).toBeGreaterThan(100_000);
    await given('--replicaof', '127.0.0.1', String(server.port));
    await eventually(async () => {
      await nodes.read();
      expect(nodes.all[0]?.info).toMatchObject({ replicas: 1, replicationLag: expect.any(Number) });
    });
    expect(nodes.all[0]?.info?.replicationLag).toBeLessThan(10);
  });

  it('should report a server that hangs or is gone as down, within a second, and its return', async () => {
    const server = await given('--appendonly', 'no');
    const name = `127.0.0.1:${server.port}`;
    const { nodes } = await follow({ REDIS_PORT: String(server.port) });
    await eventually(() => expect(nodes.all[0]?.info).toMatchObject({ aofEnabled: 0, memoryMax: 0 }));
    server.freeze();
    const begin = performance.now();
    await nodes.read();
    expect(performance.now() - begin).toBeLessThan(1000);
    expect(nodes.all).toEqual([{ name, isUp: false, info: undefined, listedAt: now }]);
    server.thaw();
    await eventually(async () => {
      await nodes.read();
      expect(states(nodes)).toEqual({ [name]: true });
    });
    await server.kill();
    await nodes.read();
    expect(states(nodes)).toEqual({ [name]: false });
  });

  it('should report a server that was never reached as down', async () => {
    for (const mode of ['standalone', 'cluster']) {
      const { nodes } = await follow({ REDIS_PORT: '1', REDIS_MODE: mode });
      await eventually(() => expect(states(nodes)).toEqual({ '127.0.0.1:1': false }));
    }
  });

  it('should count a server whose user may not run INFO as up', async () => {
    const server = await given('--user', 'kiosque', 'on', '>s3cr3t', '~*', '+@all', '-info');
    const own = { REDIS_USERNAME: 'kiosque', REDIS_PASSWORD: 's3cr3t' };
    // ioredis warns that it connects without INFO.
    ends.push(() => jest.restoreAllMocks());
    jest.spyOn(console, 'warn').mockReturnValue();
    const { nodes } = await follow({ REDIS_PORT: String(server.port), ...own });
    await eventually(() => expect(nodes.all).toMatchObject([{ isUp: true, info: undefined }]));
  });

  it('should report each node of a cluster, and one that is gone as down until it counts as removed', async () => {
    const cluster = await RedisCluster.start();
    ends.push(() => cluster.stop());
    const { nodes } = await follow({ REDIS_PORT: String(cluster.port), REDIS_MODE: 'cluster' });
    const names = cluster.ports.map((port) => `127.0.0.1:${port}`);
    const all = (...up: boolean[]): object => Object.fromEntries(up.map((isUp, index) => [names[index] ?? '', isUp]));
    await eventually(async () => {
      await nodes.read();
      expect(states(nodes)).toEqual(all(true, true, true));
    });
    expect(nodes.all.every(({ info }) => (info?.memoryUsed ?? 0) > 0)).toBe(true);
    await cluster.killNode(2);
    for (let turn = 0; turn < 3; turn++) {
      await nodes.read();
      expect(states(nodes)).toEqual(all(true, true, false));
    }
    now += 599_000;
    await nodes.read();
    expect(states(nodes)).toEqual(all(true, true, false));
    now += 2000;
    await nodes.read();
    expect(states(nodes)).toEqual(all(true, true));
    await cluster.kill();
    await nodes.read();
    expect(states(nodes)).toEqual(all(false, false));
  });

  it('should ask every 15 s', async () => {
    const server = await given();
    const every = jest.spyOn(globalThis, 'setInterval');
    const { nodes } = await follow({ REDIS_PORT: String(server.port) });
    const [[ask, delay] = []] = every.mock.calls.filter(([, ms]) => ms === 15_000);
    every.mockRestore();
    expect(delay).toBe(15_000);
    await eventually(() => expect(nodes.all).toMatchObject([{ isUp: true }]));
    await server.kill();
    (ask as () => void)();
    await eventually(() => expect(nodes.all).toMatchObject([{ isUp: false }]));
  });

  it('should follow the first client of a process only', async () => {
    const [first, second] = [await given(), await given()];
    const { nodes, redis } = await follow({ REDIS_PORT: String(first.port) });
    const other = second.connect();
    nodes.follow(other, 'other:6379');
    await nodes.read();
    expect(states(nodes)).toEqual({ [`127.0.0.1:${first.port}`]: true });
    await redis.quit();
    await nodes.read();
    expect(states(nodes)).toEqual({ [`127.0.0.1:${first.port}`]: false });
    other.disconnect();
    expect(new RedisNodes(() => now).all).toEqual([]);
  });
});

describe(readRedisInfo.name, () => {
  it('should take the lag of the slowest replica that is online', () => {
    const text = [
      'role:master',
      'connected_slaves:3',
      'slave0:ip=10.0.0.1,port=6379,state=online,offset=14,lag=1',
      'slave1:ip=10.0.0.2,port=6379,state=online,offset=14,lag=7,io-thread=0',
      'slave2:ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=900',
    ].join('\r\n');
    expect(readRedisInfo(text)).toMatchObject({ replicas: 3, replicationLag: 7, memoryUsed: undefined });
  });

  it.each([
    ['ok', 'ok', 1],
    ['err', 'ok', 0],
    ['ok', 'err', 0],
  ])('should read the state of the append-only file: write %s, rewrite %s', (write, rewrite, ok) => {
    const text = `aof_enabled:1\r\naof_last_bgrewrite_status:${rewrite}\r\naof_last_write_status:${write}\r\n`;
    expect(readRedisInfo(text)).toMatchObject({ aofEnabled: 1, aofOk: ok });
  });
});
