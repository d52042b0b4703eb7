import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { AccessToken, TokenCredential } from '@azure/identity';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { readConfiguration } from '../../configuration.ts';
import { eventually } from '../../test/eventually.ts';
import { given } from '../../test/given-ticket.ts';
import { RedisCluster, RedisServer } from '../../test/redis.ts';
import { TicketStoreUnavailableError } from '../ticket-queue.errors.ts';
import { connectRedis } from './connect-redis.ts';
import { EntraTokens } from './entra-tokens.ts';
import { RedisTicketStore } from './redis.ticket-store.ts';

const silent = pino({ level: 'silent' });
const directory = mkdtempSync(join(tmpdir(), 'kiosque-tls-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

async function ping(environment: NodeJS.ProcessEnv): Promise<string> {
  const redis = await connectRedis(readConfiguration([], { QUEUE_STORE: 'redis', ...environment }), silent);
  try {
    return await eventually(() => redis.ping(), 2000);
  } finally {
    redis.disconnect();
  }
}

describe(connectRedis.name, () => {
  it('should show user and password', async () => {
    const server = await RedisServer.start('--user', 'kiosque', 'on', '>s3cr3t', '~kiosque:*', '+@all');
    const own = { REDIS_PORT: String(server.port), REDIS_USERNAME: 'kiosque' };
    expect(await ping({ ...own, REDIS_PASSWORD: 's3cr3t' })).toBe('PONG');
    await server.stop();
  });

  it('should keep a refused password out of the log', async () => {
    const server = await RedisServer.start('--user', 'kiosque', 'on', '>another', '~*', '+@all');
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    const own = { REDIS_PORT: String(server.port), REDIS_USERNAME: 'kiosque', REDIS_PASSWORD: 's3cr3t' };
    const environment = { QUEUE_STORE: 'redis', ...own };
    const redis = await connectRedis(readConfiguration([], environment), logger);
    expect(lines.join('')).toContain('WRONGPASS');
    expect(lines.join('')).not.toContain('s3cr3t');
    redis.disconnect();
    await server.stop();
  });

  it('should encrypt, and trust only the certificates it is told to', async () => {
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
    'should refuse within a second while %s is away, do nothing of it later, and go on by itself',
    async (_, mode, start) => {
      const servers = await start();
      const environment = { QUEUE_STORE: 'redis', REDIS_PORT: String(servers.port), REDIS_MODE: mode };
      const store = new RedisTicketStore(await connectRedis(readConfiguration([], environment), silent), 'rubis');
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

  it('should say which variables an identity needs', async () => {
    await expect(ping({ REDIS_CREDENTIAL: 'entra' })).rejects.toThrow(/AZURE_CLIENT_ID, AZURE_TENANT_ID/);
  });
});

/** Gives tokens that are valid for a moment only, so that the next is soon due. */
class ShortLived implements TokenCredential {
  asked = 0;
  getToken(scopes: string | string[]): Promise<AccessToken> {
    expect(scopes).toBe('https://redis.azure.com/.default');
    this.asked++;
    return Promise.resolve({ token: `token-${this.asked}`, expiresOnTimestamp: Date.now() + 1000 });
  }
}

describe(EntraTokens.name, () => {
  it('should show a new token on the open connection before the old one expires', async () => {
    const server = await RedisServer.start('--user', 'oid', 'on', '>token-1', '>token-2', '~*', '+@all');
    const credential = new ShortLived();
    const tokens = new EntraTokens(credential);
    const redis = new Redis(server.port, '127.0.0.1', { username: 'oid', password: await tokens.current() });
    expect(await redis.ping()).toBe('PONG');
    const logins = async (): Promise<number> =>
      Number(/cmdstat_auth:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
    const before = await logins();
    tokens.renew(redis, 'oid', silent);
    await eventually(async () => {
      expect(await logins()).toBe(before + 1);
    });
    expect([credential.asked, redis.options.password]).toEqual([2, 'token-2']);
    expect(String(await redis.call('ACL', 'WHOAMI'))).toBe('oid');
    redis.disconnect();
    await server.stop();
  }, 30_000);
});
