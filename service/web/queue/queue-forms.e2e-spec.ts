import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send, TestApp } from '../../test/create-test-app.ts';
import type { Answer } from '../../test/create-test-app.ts';
import { RedisServer } from '../../test/redis.ts';
import { TrialKey } from '../../access/trial-key.ts';

const access = new TrialKey();
const HOUR_MS = 3_600_000;

async function start(environment: NodeJS.ProcessEnv = {}, now?: () => number): Promise<TestApp> {
  const own = { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis', QUEUE_TICKETS_PER_MINUTE: '0', ...environment };
  return await TestApp.start({ environment: own, access, ...(now && { now }) });
}

function keyOf(html: string): string {
  return /name="key" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

async function submit(
  app: TestApp,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en', ...headers };
  return await send(app.url, '/rubis/take', form, 'POST', new URLSearchParams(fields).toString());
}

describe('The form that takes a ticket', () => {
  let app: TestApp;
  let now = Date.parse('2026-11-21T08:00:00Z');
  beforeAll(async () => {
    app = await start({}, () => now);
  });
  afterAll(() => app.close());

  async function waiting(): Promise<number> {
    return (await app.get('/api/queues/rubis')).json().waiting as number;
  }

  it('should issue one ticket, however often it is submitted', async () => {
    const key = keyOf((await app.get('/rubis')).text);
    const first = await submit(app, { key });
    expect([first.status, (await submit(app, { key })).headers.location]).toEqual([303, first.headers.location]);
    expect(await waiting()).toBe(1);
  });

  it.each([
    ['no key', () => undefined],
    ['an invented key', () => 'c0ffee00-0000-4000-8000-000000000000'],
    ['another nonce', (key: string) => `AAAAAAAAAAAAAAAAAAAAAA${key.slice(22)}`],
    ['a later expiry', (key: string) => key.replace(/\.\w+\./, '.zzzzzzzz.')],
    ['another signature', (key: string) => `${key.slice(0, -43)}${'A'.repeat(43)}`],
  ])('should be shown again with a message for %s', async (_, change) => {
    const before = await waiting();
    const key = change(keyOf((await app.get('/rubis')).text));
    const refused = await submit(app, key === undefined ? {} : { key });
    expect([refused.status, refused.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    expect(refused.text).toContain('no ticket was issued. Please try again.');
    expect(await waiting()).toBe(before);
    expect((await submit(app, { key: keyOf(refused.text) })).status).toBe(303);
  });

  it('should have a key that is valid for twelve hours, and only for this form', async () => {
    const key = keyOf((await app.get('/rubis')).text);
    const pass = /display=([^"]+)"/.exec((await app.get('/rubis/display')).text)?.[1] ?? '';
    expect((await submit(app, { key: pass })).status).toBe(403);
    now += 12 * HOUR_MS - 1;
    expect((await submit(app, { key })).status).toBe(303);
    now += 1;
    expect((await submit(app, { key })).status).toBe(403);
  });

  it('should be accepted by every process of the queue, and renewed after the storage was emptied', async () => {
    const redis = await RedisServer.start();
    const own = { QUEUE_STORE: 'redis', REDIS_PORT: String(redis.port) };
    const [one, other] = [await start(own), await start(own)];
    expect((await submit(other, { key: keyOf((await one.get('/rubis')).text) })).status).toBe(303);
    const connection = redis.connect();
    await connection.flushall();
    connection.disconnect();
    const late = await start(own);
    // Its secret was read long enough ago to be asked for again.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await submit(other, { key: keyOf((await late.get('/rubis')).text) })).status).toBe(303);
    for (const each of [one, other, late]) await each.close();
    await redis.stop();
  });
});

describe('A request from another site', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await start({ PUBLIC_URL: 'https://kiosque.example.org' });
  });
  afterAll(() => app.close());

  it.each([
    ['/api/queues/rubis/tickets', { 'sec-fetch-site': 'cross-site' }],
    ['/api/queues/rubis/tickets', { 'sec-fetch-site': 'same-site' }],
    ['/rubis/get_ticket', { origin: 'https://evil.example' }],
    ['/rubis/get_ticket', { origin: 'null' }],
  ])('should be rejected without any change: POST %s with %j', async (path, headers) => {
    const refused = await app.post(path, undefined, headers);
    expect(refused.status).toBe(403);
    expect(refused.json()).toMatchObject({ type: 'urn:kiosque:problem:forbidden', title: 'Forbidden' });
    expect(refused.json().detail).toMatch(/^This request was sent by a page of another site\./);
    expect(refused.rawHeaders.join(' ')).not.toMatch(/access-control/i);
    expect((await app.get('/api/queues/rubis')).json().waiting).toBe(0);
  });

  it('should get a page with the reason in a browser', async () => {
    const refused = await submit(app, {}, { 'sec-fetch-site': 'cross-site', accept: 'text/html' });
    expect([refused.status, refused.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    expect(refused.text).toContain('Open the page on this site and try again from there.');
  });

  it('should not be confused with those of programs, own pages or PUBLIC_URL', async () => {
    for (const headers of [
      {},
      { 'sec-fetch-site': 'same-origin' },
      { origin: app.url },
      { 'sec-fetch-site': 'cross-site', origin: 'https://kiosque.example.org' },
    ] as Record<string, string>[])
      expect([headers, (await app.post('/rubis/get_ticket', undefined, headers)).status]).toEqual([headers, 200]);
    const read = await app.get('/api/queues/rubis', { 'sec-fetch-site': 'cross-site', origin: 'https://a.example' });
    expect([read.status, read.headers['access-control-allow-origin']]).toEqual([200, '*']);
  });

  it('should not be able to read the response to a change, or change what the preflight allows', async () => {
    const taken = await app.post('/rubis/get_ticket', undefined, { origin: app.url });
    expect([taken.status, taken.rawHeaders.join(' ')]).toEqual([200, expect.not.stringMatching(/access-control/i)]);
    expect((await app.post('/rubis/nothing', undefined, { origin: app.url })).rawHeaders.join(' ')).not.toMatch(
      /access-control/i,
    );
    const preflight = await app.get(
      '/api/queues/rubis',
      {
        origin: 'https://a.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'x-chosen-by-the-client',
      },
      'OPTIONS',
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toBe(
      'Authorization, Cache-Control, If-Modified-Since, If-None-Match, Last-Event-ID, Traceparent, X-Request-Id',
    );
  });
});

describe('GET requests allowed by QUEUE_CLASSIC_GET', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await start({ QUEUE_CLASSIC_GET: 'allow', PUBLIC_URL: 'https://Kiosque.example.org' });
  });
  afterAll(() => app.close());

  it.each([
    ['get_ticket', { origin: 'http://evil', 'sec-fetch-site': 'cross-site' }],
    ['get_ticket', { 'sec-fetch-site': 'same-site' }],
    ['get_ticket', { origin: 'http://evil' }],
    ['get_ticket', { origin: 'null' }],
    ['call_ticket', { origin: 'http://evil' }],
  ] as [string, Record<string, string>][])('should be rejected for other sites: %s with %j', async (name, headers) => {
    const before = (await app.get('/api/queues/rubis')).json().waiting;
    const refused = await app.get(`/rubis/${name}`, headers);
    expect([refused.status, refused.json().type]).toEqual([403, 'urn:kiosque:problem:forbidden']);
    expect(refused.rawHeaders.join(' ')).not.toMatch(/access-control/i);
    expect((await app.get('/api/queues/rubis')).json().waiting).toBe(before);
  });

  it('should be accepted from programs and own pages, without CORS headers', async () => {
    for (const headers of [
      {},
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-origin' },
      { origin: app.url },
      { origin: 'https://kiosque.example.org', 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      for (const name of ['get_ticket', 'call_ticket']) {
        const taken = await app.get(`/rubis/${name}`, { ...headers, authorization: `Bearer ${access.key}` });
        expect([name, headers, taken.status]).toEqual([name, headers, 200]);
        expect(taken.rawHeaders.join(' ')).not.toMatch(/access-control/i);
      }
    }
  });
});

describe('The address in the QR code', () => {
  it.each([
    ['https://kiosque.example.org', 1],
    ['', 0],
  ])('should depend only on PUBLIC_URL %j, not on the request', async (publicUrl, codes) => {
    const app = await start({ PUBLIC_URL: publicUrl, TRUSTED_PROXIES: '1' });
    const { token } = (await app.post('/api/queues/rubis/tickets')).json();
    const plain = (await app.get(`/rubis/tickets/${token}`)).text;
    const named = await app.get(`/rubis/tickets/${token}`, {
      host: `${'x'.repeat(2300)}.example`,
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
    });
    expect([named.status, named.text]).toEqual([200, plain]);
    expect(plain.split('class="qr"').length - 1).toBe(codes);
    expect(plain.includes('Scannez')).toBe(codes === 1);
    await app.close();
  });
});
