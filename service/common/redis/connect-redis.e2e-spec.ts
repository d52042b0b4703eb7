import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import type { AccessToken, TokenCredential } from '@azure/identity';
import { Cluster, Redis } from 'ioredis';
import { pino } from 'pino';
import { readConfiguration } from '../../configuration.ts';
import { eventually } from '../../test/eventually.ts';
import { given } from '../../test/given-ticket.ts';
import { RedisCluster, RedisServer } from '../../test/redis.ts';
import { TicketStoreUnavailableError } from '../../ticket-queue/ticket-queue.errors.ts';
import { connectRedis } from './connect-redis.ts';
import { EntraTokens } from './entra-tokens.ts';
import { RedisTicketStore } from '../../ticket-queue/stores/redis.ticket-store.ts';

const silent = pino({ level: 'silent' });
const directory = mkdtempSync(join(tmpdir(), 'kiosque-tls-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

async function ping(environment: NodeJS.ProcessEnv): Promise<string> {
  const redis = await connectRedis(readConfiguration({ QUEUE_STORE: 'redis', ...environment }), silent);
  try {
    return await eventually(() => redis.ping(), 2000);
  } finally {
    redis.disconnect();
  }
}

describe(connectRedis.name, () => {
  it('should authenticate with user and password', async () => {
    const server = await RedisServer.start('--user', 'kiosque', 'on', '>s3cr3t', '~kiosque:*', '+@all');
    const own = { REDIS_PORT: String(server.port), REDIS_USERNAME: 'kiosque' };
    expect(await ping({ ...own, REDIS_PASSWORD: 's3cr3t' })).toBe('PONG');
    await server.stop();
  });

  it('should not log a rejected password', async () => {
    const server = await RedisServer.start('--user', 'kiosque', 'on', '>another', '~*', '+@all');
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    const own = { REDIS_PORT: String(server.port), REDIS_USERNAME: 'kiosque', REDIS_PASSWORD: 's3cr3t' };
    const environment = { QUEUE_STORE: 'redis', ...own };
    const redis = await connectRedis(readConfiguration(environment), logger);
    expect(lines.join('')).toContain('WRONGPASS');
    expect(lines.join('')).not.toContain('s3cr3t');
    redis.disconnect();
    await server.stop();
  });

  it('should use TLS, and trust only the configured certificates', async () => {
    const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      certificate,
    ];
    execFileSync('openssl', [...request, ...subject], { stdio: 'ignore' });
    const server = await RedisServer.start();
    const admin = server.connect();
    const tlsPort = server.port + 1;
    for (const [name, value] of [
      ['tls-cert-file', certificate],
      ['tls-key-file', key],
      ['tls-auth-clients', 'no'],
      ['tls-port', String(tlsPort)],
    ] as const) {
      await admin.config('SET', name, value);
    }
    const own = { REDIS_HOST: 'localhost', REDIS_PORT: String(tlsPort), REDIS_TLS: 'on' };
    expect(await ping({ ...own, REDIS_CA_FILE: certificate })).toBe('PONG');
    await expect(ping(own)).rejects.toThrow();
    await expect(ping({ ...own, REDIS_CA_FILE: '/nowhere.pem' })).rejects.toThrow(
      'REDIS_CA_FILE cannot be read: ENOENT',
    );
    admin.disconnect();
    await server.stop();
  });

  it.each([
    ['one server', 'standalone', () => RedisServer.start()],
    ['a cluster', 'cluster', () => RedisCluster.start()],
  ])(
    'should reject within a second while %s is unavailable, execute nothing later, and recover',
    async (_, mode, start) => {
      const servers = await start();
      const environment = { QUEUE_STORE: 'redis', REDIS_PORT: String(servers.port), REDIS_MODE: mode };
      const store = new RedisTicketStore(await connectRedis(readConfiguration(environment), silent), 'rubis');
      const issue = async (): Promise<string> => (await given(store)).number;
      expect(await issue()).toBe('R-001');
      await servers.kill();
      for (let turn = 0; turn < 5; turn++) {
        const begin = performance.now();
        await expect(issue()).rejects.toBeInstanceOf(TicketStoreUnavailableError);
        expect(performance.now() - begin).toBeLessThan(1000);
      }
      await servers.resume();
      await eventually(issue, 20_000);
      expect((await store.snapshot()).waiting).toBe(2);
      await store.close();
      await servers.stop();
    },
    60_000,
  );

  it('should list the variables that an identity requires', async () => {
    await expect(ping({ REDIS_CREDENTIAL: 'entra' })).rejects.toThrow(/AZURE_CLIENT_ID, AZURE_TENANT_ID/);
  });
});

/** Keys on three different nodes. */
const ON_EVERY_NODE = ['a', 'b', 'c'];

/** Issues short-lived tokens, so that they are soon renewed. */
class ShortLived implements TokenCredential {
  asked = 0;
  getToken(scopes: string | string[]): Promise<AccessToken> {
    expect(scopes).toBe('https://redis.azure.com/.default');
    this.asked++;
    return Promise.resolve({ token: `token-${this.asked}`, expiresOnTimestamp: Date.now() + 1000 });
  }
}

describe(EntraTokens.name, () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  /** Simulates that the first token is about to expire. */
  function renewNow(tokens: EntraTokens, redis: Redis | Cluster): void {
    jest.useFakeTimers();
    tokens.renew(redis, 'oid', silent);
    jest.runOnlyPendingTimers();
    jest.useRealTimers();
  }

  async function logins(redis: Redis): Promise<number> {
    return Number(/cmdstat_auth:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
  }

  it('should authenticate the open connection with a new token before the old one expires', async () => {
    const server = await RedisServer.start('--user', 'oid', 'on', '>token-1', '>token-2', '~*', '+@all');
    ends.push(() => server.stop());
    const credential = new ShortLived();
    const tokens = new EntraTokens(credential);
    const redis = new Redis(server.port, '127.0.0.1', { username: 'oid', password: await tokens.current() });
    ends.push(() => {
      redis.disconnect();
    });
    expect(await redis.ping()).toBe('PONG');
    const before = await logins(redis);
    renewNow(tokens, redis);
    await eventually(async () => {
      expect(await logins(redis)).toBe(before + 1);
    });
    expect([credential.asked, redis.options.password]).toEqual([2, 'token-2']);
    expect(String(await redis.call('ACL', 'WHOAMI'))).toBe('oid');
  });

  it('should do so on every node of a cluster, and on later connections', async () => {
    const servers = await RedisCluster.start();
    const nodes = servers.connectNodes();
    const allow = async (token: string): Promise<void> => {
      for (const node of nodes) await node.call('ACL', 'SETUSER', 'oid', 'on', 'resetpass', `>${token}`, '~*', '+@all');
    };
    await allow('token-1');
    const tokens = new EntraTokens(new ShortLived());
    const redisOptions = { username: 'oid', password: await tokens.current(), maxRetriesPerRequest: 0 };
    const redis = new Cluster([{ host: '127.0.0.1', port: servers.port }], { redisOptions });
    ends.push(async () => {
      for (const connection of [redis, ...nodes]) connection.disconnect();
      await servers.stop();
    });
    for (const key of ON_EVERY_NODE) await redis.set(key, key);
    await allow('token-2');
    const before = await Promise.all(nodes.map(logins));
    renewNow(tokens, redis);
    await eventually(async () => {
      expect(await Promise.all(nodes.map(logins))).toEqual(before.map((count) => count + 1));
    });
    redis.disconnect();
    await redis.connect();
    for (const key of ON_EVERY_NODE) expect(await redis.get(key)).toBe(key);
  });
});
