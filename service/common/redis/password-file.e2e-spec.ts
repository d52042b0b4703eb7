import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Cluster, Redis } from 'ioredis';
import { pino } from 'pino';
import { ConfigurationError } from '../../config/settings.ts';
import { readConfiguration } from '../../configuration.ts';
import { eventually } from '../../test/eventually.ts';
import { RedisCluster, RedisServer } from '../../test/redis.ts';
import { connectRedis } from './connect-redis.ts';

const directory = mkdtempSync(join(tmpdir(), 'kiosque-password-'));
const file = join(directory, 'REDIS_PASSWORD');
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function connect(settings: NodeJS.ProcessEnv, lines: string[] = []): Promise<Redis | Cluster> {
  const environment = { QUEUE_STORE: 'redis', REDIS_PASSWORD_FILE: file, ...settings };
  const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  return connectRedis(readConfiguration(environment), logger);
}

/** Connections to every node, which stay authenticated when the password changes. */
function administrators(servers: RedisServer | RedisCluster): Redis[] {
  return servers instanceof RedisServer ? [servers.connect()] : servers.connectNodes();
}

async function ping(redis: Redis | Cluster): Promise<void> {
  // In a cluster, each key belongs to one node: these three are on different nodes.
  for (const key of ['a', 'b', 'c']) await redis.set(key, '1');
}

describe('REDIS_PASSWORD_FILE', () => {
  it.each([
    ['one server', 'standalone', () => RedisServer.start()],
    ['a cluster', 'cluster', () => RedisCluster.start()],
  ])(
    'should send %s the current password of the file on reconnect',
    async (_, mode, start) => {
      const servers = await start();
      const nodes = administrators(servers);
      const rotate = async (password: string): Promise<void> => {
        for (const node of nodes) await node.config('SET', 'requirepass', password);
        writeFileSync(file, `${password}\n`);
      };
      await rotate('first');
      const lines: string[] = [];
      const settings = { REDIS_PORT: String(servers.port), REDIS_MODE: mode, REDIS_PASSWORD: 'ignored' };
      const redis = await connect(settings, lines);
      await eventually(() => ping(redis));

      for (const password of ['second', 'third']) {
        await rotate(password);
        for (const node of nodes) await node.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        await eventually(() => ping(redis), 10_000);
      }
      expect(lines.join('')).not.toMatch(/first|second|third/);
      redis.disconnect();
      for (const node of nodes) node.disconnect();
      await servers.stop();
    },
    60_000,
  );

  it('should not fail while the password is rotated as described in docs/queue-operations.md', async () => {
    const page = readFileSync('docs/queue-operations.md', 'utf8');
    const commands = [...page.matchAll(/^(printf '>%s' "\$new") \| in-redis '(.*ACL SETUSER default.*)'$/gm)];
    expect(commands).toHaveLength(2);
    const server = await RedisServer.start();
    const [admin] = administrators(server);
    await admin?.config('SET', 'requirepass', 'first');
    writeFileSync(file, 'first');
    const inRedis = ([, input = '', command = '']: RegExpExecArray): void => {
      const own = command.replace('/etc/redis/password/REDIS_PASSWORD', file);
      const script = `${input} | { ${own.replace('redis-cli', `redis-cli -p ${String(server.port)}`)}; }`;
      expect(execFileSync('sh', ['-c', script], { env: { ...process.env, new: 'second' }, encoding: 'utf8' })).toBe(
        'OK\n',
      );
    };
    const settings = { REDIS_PORT: String(server.port) };
    const open = await connect(settings);
    await eventually(() => ping(open));
    const [both, alone] = commands;
    if (both) inRedis(both);
    const late = await connect(settings);
    await ping(late);
    writeFileSync(file, 'second');
    const early = await connect(settings);
    await ping(early);
    if (alone) inRedis(alone);
    for (const redis of [open, late, early]) await ping(redis);
    await admin?.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    for (const redis of [open, late, early]) await eventually(() => ping(redis));
    for (const redis of [open, late, early, admin]) redis?.disconnect();
    await server.stop();
  });

  it('should use the last password while the file cannot be read', async () => {
    const server = await RedisServer.start();
    const [admin] = administrators(server);
    await admin?.config('SET', 'requirepass', 'first');
    writeFileSync(file, 'first');
    const lines: string[] = [];
    const redis = await connect({ REDIS_PORT: String(server.port) }, lines);
    await eventually(() => ping(redis));
    rmSync(file);
    await admin?.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await eventually(() => {
      expect(lines.join('')).toContain('REDIS_PASSWORD_FILE cannot be read: ENOENT');
    });
    await eventually(() => ping(redis));
    redis.disconnect();
    admin?.disconnect();
    await server.stop();
  });

  it.each([
    ['/nowhere/password', undefined, 'REDIS_PASSWORD_FILE cannot be read: ENOENT'],
    [directory, undefined, 'REDIS_PASSWORD_FILE cannot be read: EISDIR'],
    [file, '', 'REDIS_PASSWORD_FILE is empty: it must contain the Redis password'],
    [file, '\n', 'REDIS_PASSWORD_FILE is empty: it must contain the Redis password'],
  ])('should fail to start with %s containing %j', async (path, text, message) => {
    if (text !== undefined) writeFileSync(file, text);
    const starting = connect({ REDIS_PASSWORD_FILE: path });
    await expect(starting).rejects.toBeInstanceOf(ConfigurationError);
    await expect(starting).rejects.toThrow(message);
  });
});
