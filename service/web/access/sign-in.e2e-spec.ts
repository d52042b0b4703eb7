import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser, openPage } from '../../test/browser.ts';
import { TestApp, send } from '../../test/create-test-app.ts';
import type { Answer } from '../../test/create-test-app.ts';
import { eventually } from '../../test/eventually.ts';
import { freePort } from '../../test/free-port.ts';
import { CLIENT, IdentityProvider } from '../../test/identity-provider.ts';
import { Nginx } from '../../test/nginx.ts';
import { RedisServer } from '../../test/redis.ts';
import { ServiceProcess } from '../../test/service-process.ts';
import { cookiesOf } from '../../test/sign-in.ts';

const PEOPLE = {
  ada: { name: 'Ada Lovelace', roles: ['desk:rubis', 'supervisor'] },
  visitor: { name: 'A Visitor', roles: ['desk:saphir', 'owner'] },
};
const [CALLBACK, SIGN_IN] = ['/rubis/sign-in/callback', '/rubis/sign-in'];

/** Settings of a queue whose staff signs in at the provider. */
function settings(provider: string, origin: string, directory: string): Record<string, string> {
  const [clientSecret, secrets] = [join(directory, 'client-secret'), join(directory, 'session-secrets')];
  writeFileSync(clientSecret, CLIENT.secret);
  writeFileSync(secrets, 's'.repeat(32));
  return {
    FEATURES: 'ticket-queue',
    QUEUE_NAME: 'rubis',
    PUBLIC_URL: origin,
    OIDC_ISSUER: provider,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET_FILE: clientSecret,
    SESSION_SECRETS_FILE: secrets,
  };
}

/** Opens a page that requires signing in, and follows the link to the provider. */
async function openDesk(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/rubis/desk`);
  expect(new URL(page.url()).pathname).toBe(SIGN_IN);
  await page.click('text=Sign in with your account');
}

describe('Signing in at a provider', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-sign-in-'));
  let provider: IdentityProvider;
  let app: TestApp;
  let browser: Browser;
  let now = Date.now();

  beforeAll(async () => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${String(port)}`;
    provider = await IdentityProvider.start(PEOPLE, [origin + CALLBACK], [origin + SIGN_IN]);
    const environment = settings(provider.url, origin, directory);
    app = await TestApp.start({ environment, port, now: () => now });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
    provider.stop();
    rmSync(directory, { recursive: true });
  });

  const audited = (): unknown[] =>
    app.log.flatMap(({ audit }) => (audit === undefined ? [] : [audit as Record<string, unknown>]));

  async function open(): Promise<{ page: Page; context: BrowserContext }> {
    return await openPage(browser, app.url, { locale: 'en-GB' });
  }

  async function cookieHeader(context: BrowserContext): Promise<string> {
    const cookies = await context.cookies(app.url);
    return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  /** Signs in up to the callback. Returns its address with the provider's answer, and the cookies to send with it. */
  async function heldBack(returnTo = '/rubis/desk'): Promise<{ callback: URL; cookie: string }> {
    const start = await app.get(`/rubis/sign-in/start?return_to=${encodeURIComponent(returnTo)}`);
    const callback = await provider.authorize(start.headers.location ?? '', 'ada');
    return { callback, cookie: cookiesOf(start.headers['set-cookie']) };
  }

  async function complete({ callback, cookie }: { callback: URL; cookie: string }): Promise<Answer> {
    return await app.get(callback.pathname + callback.search, { cookie, accept: 'application/json' });
  }

  function changed(callback: URL, change: Readonly<Record<string, string | undefined>>): URL {
    const url = new URL(callback);
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return url;
  }

  it('should open the page that was asked for, as the person', async () => {
    const { page, context } = await open();
    await openDesk(page, app.url);
    await provider.signIn(page, 'ada');
    await page.waitForURL(`${app.url}/rubis/desk`);
    expect(await page.innerText('.account')).toContain('Ada Lovelace');
    expect(await page.locator('.account li').allInnerTexts()).toEqual(['Desk', 'Supervisor', 'Operations', 'Devices']);
    await page.fill('#counter', '4');
    await page.click('#enter button');
    await page.click('#call');
    await page.waitForSelector('#message >> text=Nobody is waiting.');
    expect(audited()).toEqual([
      { action: 'sign-in', installation: 'kiosque', actor: 'user:ada', credential: 'session' },
      expect.objectContaining({ action: 'call', queue: 'rubis', actor: 'user:ada', credential: 'session' }),
    ]);
    const [session] = (await context.cookies(app.url)).filter(({ name }) => name === 'kiosque_session');
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(decodeURIComponent(session?.value ?? '')).not.toMatch(/ada|desk/i);
    await context.close();
  });

  it('should show a person without the role which right is missing', async () => {
    const { page, context } = await open();
    await openDesk(page, app.url);
    await provider.signIn(page, 'visitor');
    await page.waitForURL(`${app.url}/rubis/desk`);
    expect(await page.innerText('h1')).toBe('Not allowed');
    const { status, text } = await app.get('/rubis/desk', { cookie: await cookieHeader(context) });
    expect([status, text]).toEqual([403, expect.not.stringContaining('id="work"')]);
    await context.close();
  });

  it('should end a session without requests, and continue one that is used', async () => {
    const { page, context } = await open();
    await openDesk(page, app.url);
    await provider.signIn(page, 'ada');
    await page.waitForURL(`${app.url}/rubis/desk`);
    for (let turn = 0; turn < 3; turn++) {
      now += 29 * 60_000;
      // The browser's clock does not follow, so it keeps the cookie.
      await page.reload();
      expect(new URL(page.url()).pathname).toBe('/rubis/desk');
    }
    now += 30 * 60_000;
    await page.reload();
    expect(new URL(page.url()).pathname).toBe(SIGN_IN);
    expect(await page.locator('.account').count()).toBe(0);
    await context.close();
  });

  it('should sign out here and at the provider', async () => {
    const { page, context } = await open();
    await openDesk(page, app.url);
    await provider.signIn(page, 'ada');
    await page.waitForURL(`${app.url}/rubis/desk`);
    const stolen = await cookieHeader(context);
    await page.click('.account button');
    await provider.signOut(page);
    await page.waitForURL((url) => url.pathname === SIGN_IN);
    expect(audited().at(-1)).toMatchObject({ action: 'sign-out', actor: 'user:ada' });
    // A copy of the cookie is worthless, and the provider asks again who it is.
    const answer = await app.get('/rubis/desk', { cookie: stolen });
    expect([answer.status, answer.headers.location]).toEqual([302, '/rubis/sign-in?return_to=%2Frubis%2Fdesk']);
    await openDesk(page, app.url);
    await page.waitForURL((url) => url.pathname.startsWith('/interaction/'));
    await context.close();
  });

  it.each<[string, (callback: URL) => URL, string]>([
    ['a forged state', (url) => changed(url, { state: 'x'.repeat(43) }), 'the answer does not match the request'],
    ['no state', (url) => changed(url, { state: undefined }), 'the answer does not match the request'],
    [
      'the issuer of another provider',
      (url) => changed(url, { iss: 'https://login.evil.example' }),
      'the answer does not match the request',
    ],
    ['no issuer', (url) => changed(url, { iss: undefined }), 'the answer does not match the request'],
    ['two codes', (url) => new URL(`${url.href}&code=x`), 'the answer does not match the request'],
    ['a guessed code', (url) => changed(url, { code: 'guessed' }), 'the provider refused the code: invalid_grant'],
    [
      'an error',
      (url) => changed(url, { code: undefined, error: 'access_denied' }),
      'the provider answered access_denied',
    ],
    [
      'an error that is not one',
      (url) => changed(url, { code: undefined, error: '<script>' }),
      'the provider answered an unknown error',
    ],
  ])('should refuse an answer with %s', async (_, change, reason) => {
    const { callback, cookie } = await heldBack();
    const answer = await complete({ callback: change(callback), cookie });
    expect(answer.status).toBe(403);
    expect(answer.json()).toMatchObject({
      type: 'urn:kiosque:problem:forbidden',
      detail: `The sign-in failed, because ${reason}: start it again from the page you want to open.`,
    });
    expect(cookiesOf(answer.headers['set-cookie'])).not.toContain('kiosque_session');
    expect(audited().at(-1)).toMatchObject({ action: 'sign-in-refused', reason });
  });

  it('should refuse an answer that this browser did not ask for, and a code a second time', async () => {
    const [mine, other] = [await heldBack(), await heldBack()];
    const unasked = 'this browser did not start it, or took more than ten minutes';
    for (const [attempt, reason] of [
      [{ ...mine, cookie: '' }, unasked],
      [{ ...mine, cookie: mine.cookie.replace(/.$/, '') }, unasked],
      [{ ...mine, cookie: other.cookie }, 'the answer does not match the request'],
      // The code of another sign-in: its PKCE challenge does not match.
      [
        { ...mine, callback: changed(mine.callback, { code: other.callback.searchParams.get('code') ?? '' }) },
        'the provider refused the code: invalid_grant',
      ],
    ] as const) {
      const answer = await complete(attempt);
      expect([answer.status, answer.json().detail]).toEqual([403, expect.stringContaining(reason)]);
    }
    const first = await complete(mine);
    expect([first.status, first.headers.location]).toEqual([303, '/rubis/desk']);
    const again = await complete(mine);
    expect([again.status, again.json().detail]).toEqual([
      403,
      expect.stringContaining('the provider refused the code: invalid_grant'),
    ]);
    const slow = await heldBack();
    now += 601_000;
    const late = await complete(slow);
    expect([late.status, late.json().detail]).toEqual([403, expect.stringContaining(unasked)]);
  });

  it.each([
    ['//evil.example/desk', '/rubis/desk'],
    ['/\\evil.example', '/rubis/desk'],
    ['https://evil.example/', '/rubis/desk'],
    ['/rubis/supervisor?lang=en', '/rubis/supervisor?lang=en'],
  ])('should return after signing in with return_to=%s to %s', async (returnTo, location) => {
    const answer = await complete(await heldBack(returnTo));
    expect([answer.status, answer.headers.location]).toEqual([303, location]);
  });

  it('should refuse changes with a stolen cookie', async () => {
    const answer = await complete(await heldBack());
    const cookie = cookiesOf(answer.headers['set-cookie']);
    const page = await app.get('/rubis/desk', { cookie });
    const token = /data-csrf="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const call = async (own: Record<string, string>): Promise<Answer> =>
      await app.post('/api/queues/rubis/calls', { counter: '1' }, { cookie, ...own });
    for (const own of [{}, { 'x-csrf-token': '' }, { 'x-csrf-token': 'x'.repeat(token.length) }] as Record<
      string,
      string
    >[]) {
      const refused = await call(own);
      expect([refused.status, refused.json().detail]).toEqual([
        403,
        expect.stringMatching(/^This change was not sent from a page of the current session/),
      ]);
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send(app.url, '/rubis/sign-out', { cookie, ...form }, 'POST', 'csrf=x')).status).toBe(403);
    expect((await call({ 'x-csrf-token': token, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await call({ 'x-csrf-token': token })).status).toBe(204);
  });

  it('should not accept keys in place of an account', async () => {
    const { status } = await app.post('/rubis/sign-in', { key: 'kq_x' });
    expect(status).toBe(404);
  });
});

describe('Signing in while the provider is not responding', () => {
  it('should say so, and work as soon as it responds', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kiosque-sign-in-'));
    const issuer = `http://127.0.0.1:${String(await freePort())}`;
    const app = await TestApp.start({ environment: settings(issuer, 'http://127.0.0.1:1', directory) });
    const { status, headers } = await app.get('/rubis/sign-in/start');
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect((await app.get(SIGN_IN)).status).toBe(200);
    await app.close();
    rmSync(directory, { recursive: true });
  });
});

describe('A session with two replicas', () => {
  it('should continue when one of them is killed, and end in all', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kiosque-sign-in-'));
    const redis = await RedisServer.start();
    const ports = [await freePort(), await freePort()];
    const nginx = await Nginx.start({ '/': ports.map((port) => `http://127.0.0.1:${String(port)}`) });
    const provider = await IdentityProvider.start(PEOPLE, [nginx.url + CALLBACK], [nginx.url + SIGN_IN]);
    const environment = {
      ...settings(provider.url, nginx.url, directory),
      QUEUE_STORE: 'redis',
      ACCESS_STORE: 'redis',
      REDIS_PORT: String(redis.port),
      SHUTDOWN_DRAIN_SECONDS: '0',
    };
    const start = (port = 0) => ServiceProcess.start({ ...environment, PORT: String(port) });
    const [first, second] = await Promise.all([start(ports[0]), start(ports[1])]);
    const browser = await launchBrowser();
    const { page, context } = await openPage(browser, nginx.url, { locale: 'en-GB' });
    await openDesk(page, nginx.url);
    await provider.signIn(page, 'ada');
    await page.waitForURL(`${nginx.url}/rubis/desk`);
    const works = async (): Promise<void> => {
      await page.reload();
      expect(await page.innerText('.account')).toContain('Ada Lovelace');
      await page.click('#call');
      await page.waitForSelector('#message >> text=Nobody is waiting.');
    };
    await page.fill('#counter', '4');
    await page.click('#enter button');
    // Both replicas take part.
    for (let turn = 0; turn < 4; turn++) await works();
    for (const { service } of [first, second]) expect(service.output).toContain('"action":"call"');

    await first.service.end('SIGKILL');
    for (let turn = 0; turn < 2; turn++) await works();
    const restarted = await start(ports[0]);
    const stolen = (await context.cookies(nginx.url)).map(({ name, value }) => `${name}=${value}`).join('; ');
    await page.click('.account button');
    await provider.signOut(page);
    await page.waitForURL((url) => url.pathname === SIGN_IN);
    for (const { url } of [second, restarted])
      await eventually(async () => {
        expect((await send(url, '/rubis/desk', { cookie: stolen })).status).toBe(302);
      }, 3000);

    await browser.close();
    for (const { service } of [second, restarted]) await service.end('SIGTERM');
    provider.stop();
    await nginx.stop();
    await redis.stop();
    rmSync(directory, { recursive: true });
  });
});
