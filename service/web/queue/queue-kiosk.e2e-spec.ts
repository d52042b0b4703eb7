import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { accessibilityViolations, launchBrowser, openPage } from '../../test/browser.ts';
import { eventually } from '../../test/eventually.ts';
import { send, TestApp } from '../../test/create-test-app.ts';
import { TrialKey } from '../../access/trial-key.ts';

describe('The tablet at the entrance', () => {
  let app: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    app = await TestApp.start({
      environment: {
        FEATURES: 'ticket-queue',
        QUEUE_NAME: 'rubis',
        QUEUE_TICKETS_PER_MINUTE: '4',
        PUBLIC_URL: 'https://kiosque.example.org',
      },
      access: new TrialKey(),
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  it.each([true, false])(
    'should show a number and reset itself, with and without JavaScript: %s',
    async (javaScriptEnabled) => {
      const { page, context, complaints } = await openPage(browser, app.url, { javaScriptEnabled, locale: 'en-GB' });
      await page.goto(`${app.url}/rubis/kiosk`);
      expect(await page.locator('header, a[href*=display]').count()).toBe(0);
      const [answer] = await Promise.all([page.waitForResponse(/kiosk$/), page.click('button')]);
      expect([answer.status(), answer.headers()['refresh']]).toEqual([200, '15;url=/rubis/kiosk']);
      const number = await page.innerText('h1 .number');
      expect(number).toMatch(/^R-\d{3}$/);
      expect(await page.locator('svg.qr').count()).toBe(1);
      // Nothing on it, nor in its address, lets the next person do something to the ticket.
      expect(page.url()).toBe(`${app.url}/rubis/kiosk`);
      expect(await page.content()).not.toMatch(/rubis\.[\w-]{22}|cancel/);
      if (javaScriptEnabled) expect(await accessibilityViolations(page)).toEqual([]);
      await page.waitForSelector('text=Take my ticket', { timeout: 20_000 });
      expect(await page.content()).not.toContain(number);
      // Going back does not bring the form back that was sent.
      const key = await page.getAttribute('input[name=key]', 'value');
      await page.click('button');
      expect(await page.innerText('h1 .number')).not.toBe(number);
      await page.click('text=Done');
      await page.waitForSelector('text=Take my ticket');
      expect(await page.getAttribute('input[name=key]', 'value')).not.toBe(key);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it('should reset itself after any error', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
    await eventually(async () => {
      const often = await app.post('/rubis/kiosk', undefined, form);
      expect([often.status, often.headers['refresh']]).toEqual([429, '15;url=/rubis/kiosk']);
    });
    const other = await app.post('/rubis/kiosk', undefined, { ...form, 'sec-fetch-site': 'cross-site' });
    expect([other.status, other.headers['refresh']]).toEqual([403, '15;url=/rubis/kiosk']);
    const long = await send(app.url, '/rubis/kiosk/?lang=en', form, 'POST', `key=${'x'.repeat(200_000)}`);
    expect([long.status, long.headers['refresh']]).toEqual([413, '15;url=/rubis/kiosk?lang=en']);
    const phone = await app.post('/rubis/take', undefined, { ...form, 'sec-fetch-site': 'cross-site' });
    expect([phone.status, phone.headers['refresh']]).toEqual([403, undefined]);
  });

  it('should reset itself after its rate limit was exceeded', async () => {
    const environment = { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis', RATE_LIMIT_PER_MINUTE: '1' };
    const limited = await TestApp.start({ environment, access: new TrialKey() });
    await eventually(async () => {
      const refused = await limited.get('/rubis/kiosk?lang=en', { accept: 'text/html' });
      expect([refused.status, refused.headers['refresh']]).toEqual([429, '15;url=/rubis/kiosk?lang=en']);
    });
    await limited.close();
  });

  it('should keep the language of its URL', async () => {
    const environment = { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis' };
    const own = await TestApp.start({ environment, access: new TrialKey() });
    const { text: form } = await own.get('/rubis/kiosk?lang=en');
    const key = /name="key" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(form) ?? [];
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const taken = await send(own.url, action, type, 'POST', new URLSearchParams({ key }).toString());
    expect([taken.status, taken.headers['refresh']]).toEqual([200, '15;url=/rubis/kiosk?lang=en']);
    expect(taken.text).toContain('href="/rubis/kiosk?lang=en"');
    await own.close();
  });
});

describe('A process that only serves a queue', () => {
  it('should redirect from the root to the queue, without links to missing pages', async () => {
    const environment = { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis' };
    const app = await TestApp.start({ environment, access: new TrialKey() });
    const root = await app.get('/');
    expect([root.status, root.headers.location]).toEqual([302, '/rubis']);
    const { status, text } = await app.get('/nothing');
    expect([status, text]).toEqual([404, expect.not.stringContaining('/api')]);
    expect((await app.get('/rubis/openapi.json')).json().paths).toHaveProperty('/');
    await app.close();
  });
});
