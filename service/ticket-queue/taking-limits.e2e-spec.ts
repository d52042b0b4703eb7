import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Limits } from '../http/limits.ts';
import { TestApp } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { RedisServer } from '../test/redis.ts';
import { TrialKey } from '../access/trial-key.ts';

const QUEUE = '/api/queues/rubis';
const WAYS = [`${QUEUE}/tickets`, '/rubis/get_ticket', '/rubis/take'];
const access = new TrialKey();
const NOON = Date.parse('2026-11-21T11:00:20Z');

async function start(environment: NodeJS.ProcessEnv, now?: () => number): Promise<TestApp> {
  const own = { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis', TRUSTED_PROXIES: '1', ...environment };
  return await TestApp.start({ environment: own, access, ...(now && { now }) });
}

async function taken(app: TestApp, address: string, path = `${QUEUE}/tickets`): Promise<number> {
  return (await app.post(path, undefined, { 'x-forwarded-for': address })).status;
}

describe('QUEUE_TICKETS_PER_MINUTE', () => {
  it('should limit an address on every interface, with Retry-After', async () => {
    let now = NOON;
    const app = await start({ QUEUE_TICKETS_PER_MINUTE: '3', QUEUE_CLASSIC_GET: 'allow' }, () => now);
    for (const path of WAYS) expect([path, await taken(app, '192.0.2.1', path)]).not.toEqual([path, 429]);
    for (const path of WAYS) {
      const refused = await app.post(path, undefined, { 'x-forwarded-for': '192.0.2.1' });
      expect([path, refused.status, refused.headers['retry-after']]).toEqual([path, 429, '40']);
    }
    expect((await app.get('/rubis/get_ticket', { 'x-forwarded-for': '192.0.2.1' })).status).toBe(429);
    expect(app.app.get(Limits).count('tickets-per-minute')).toBe(4);
    expect((await app.get(QUEUE, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(200);
    // What a client writes into the header itself is not believed, and a /64 of IPv6 is one client.
    expect(await taken(app, '198.51.100.7, 192.0.2.1')).toBe(429);
    for (const host of ['1', '2', '3']) expect(await taken(app, `2001:db8::${host}`)).toBe(201);
    expect(await taken(app, '2001:db8::4')).toBe(429);
    now += 40_000;
    expect(await taken(app, '192.0.2.1')).toBe(201);
    await app.close();
  });

  describe('on Redis', () => {
    let redis: RedisServer;
    const apps: TestApp[] = [];
    beforeAll(async () => {
      redis = await RedisServer.start();
      const own = { QUEUE_STORE: 'redis', REDIS_PORT: String(redis.port), QUEUE_TICKETS_PER_MINUTE: '4' };
      for (let index = 0; index < 2; index++) apps.push(await start(own, () => NOON));
    });
    afterAll(async () => {
      for (const app of apps) await app.close();
      await redis.stop();
    });

    it('should be counted across processes, and expire', async () => {
      let host = 0;
      // A process counts on its own if Redis takes too long, which a loaded machine may: then another address is asked for.
      await eventually(async () => {
        host += 1;
        const statuses: number[] = [];
        for (let turn = 0; turn < 6; turn++)
          statuses.push(await taken(apps[turn % 2] as TestApp, `192.0.2.${String(100 + host)}`));
        expect(statuses).toEqual([201, 201, 201, 201, 429, 429]);
      });
      const connection = redis.connect();
      const [key = '', ...others] = await connection.keys('kiosque:{rubis}:requests *');
      expect(others).toEqual([]);
      expect(await connection.pttl(key)).toBeGreaterThan(60_000);
      connection.disconnect();
    });

    it('should be counted per process while Redis does not respond', async () => {
      await redis.kill();
      const statuses: number[] = [];
      for (let turn = 0; turn < 6; turn++) statuses.push(await taken(apps[0] as TestApp, '192.0.2.2'));
      expect(statuses).toEqual([503, 503, 503, 503, 429, 429]);
      expect(await taken(apps[1] as TestApp, '192.0.2.2')).toBe(503);
      await redis.resume();
    });
  });
});

describe('QUEUE_MAX_WAITING', () => {
  it('should reject a further ticket with 503, but return an issued one again', async () => {
    const app = await start({ QUEUE_MAX_WAITING: '2' });
    const key = { 'idempotency-key': '5a0ad8fe-2a32-41a0-96a7-a5d4a1b1b2a3' };
    const first = await app.post(`${QUEUE}/tickets`, {}, key);
    expect(await taken(app, '192.0.2.1')).toBe(201);
    for (const path of [`${QUEUE}/tickets`, '/rubis/get_ticket']) {
      const refused = await app.post(path);
      expect([path, refused.status, refused.headers['retry-after']]).toEqual([path, 503, '60']);
      expect(refused.json().detail).toBe('The queue is full: 2 people are waiting. Try again later.');
    }
    expect(app.app.get(Limits).count('waiting-tickets')).toBe(2);
    expect((await app.post(`${QUEUE}/tickets`, {}, key)).json().token).toBe(first.json().token);
    expect((await app.get('/readyz')).json().status).toBe('ok');
    await app.close();
  });
});
