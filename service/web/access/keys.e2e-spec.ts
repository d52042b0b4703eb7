import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { trialKeyOf } from '../../access/trial-key.ts';
import type { Access } from '../../access/access.ts';
import { ACCESS } from '../../access/access.tokens.ts';
import { accessibilityViolations, launchBrowser, openPage } from '../../test/browser.ts';
import { TestApp } from '../../test/create-test-app.ts';
import { eventually } from '../../test/eventually.ts';
import { PAGE_VARIANTS } from '../../test/page-variants.ts';
import { openSignedIn } from '../../test/sign-in.ts';

const screenshots = process.env['SCREENSHOTS'];

describe('The pages for staff', () => {
  let app: TestApp;
  let browser: Browser;
  let trial: string;
  beforeAll(async () => {
    if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
    app = await TestApp.start({ environment: { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis' } });
    trial = trialKeyOf(app.app.get<Access>(ACCESS)) ?? '';
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function call(key: string): Promise<number> {
    return (await app.post('/api/queues/rubis/calls', { counter: '1' }, { authorization: `Bearer ${key}` })).status;
  }

  async function create(page: Page, name: string, queues = ''): Promise<string> {
    await page.fill('#name', name);
    await page.check('input[name=scopes][value=desk]');
    await page.fill('#queues', queues);
    await page.click('section button');
    return await page.innerText('.secret');
  }

  it('should create a key, show it once, rotate it with an overlap, and revoke it', async () => {
    const { page, context, complaints } = await openPage(browser, app.url, { locale: 'en-GB' });
    await openSignedIn(page, `${app.url}/rubis/keys`, trial);
    const key = await create(page, 'reception', 'rubis');
    expect(key).toMatch(/^kq_[\w-]{43}$/);
    expect(await call(key)).toBe(204);
    await page.goto(`${app.url}/rubis/keys`);
    expect(await page.content()).not.toContain(key);
    const row = page.locator('tbody tr', { hasText: key.slice(0, 9) });
    const cells = await row.locator('th, td').allInnerTexts();
    expect([cells[0], cells[2], cells[3], cells[6]]).toEqual(['reception', 'desk', 'rubis', 'Never']);
    await page.click('[aria-label="Rotate reception"]');
    const successor = await page.innerText('.secret');
    expect([await call(key), await call(successor)]).toEqual([204, 204]);
    expect(await row.locator('td').nth(5).innerText()).not.toBe('Never');
    const rows = page.locator('tbody tr');
    for (let left = 2; left > 0; left--) {
      await page.click('[aria-label="Revoke reception"] >> nth=0');
      await eventually(async () => {
        expect(await rows.count()).toBe(left - 1);
      });
    }
    expect([await call(key), await call(successor)]).toEqual([401, 401]);
    const events = app.log.flatMap(({ audit }) => (audit === undefined ? [] : [audit as Record<string, unknown>]));
    const changes = events.filter(({ action }) => String(action).startsWith('key-'));
    expect(changes.map(({ action, name, actor }) => [action, name, actor])).toEqual(
      ['key-create', 'key-rotate', 'key-revoke', 'key-revoke'].map((action) => [action, 'reception', 'key:trial']),
    );
    expect(JSON.stringify(app.log)).not.toContain('kq_');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('should explain what is missing in the form', async () => {
    const { page, context } = await openPage(browser, app.url, { locale: 'en-GB' });
    await openSignedIn(page, `${app.url}/rubis/keys`, trial);
    await page.fill('#name', 'two words');
    await page.click('section button');
    await page.waitForSelector('[role=alert] >> text=Check the name and choose at least one right.');
    expect(await page.locator('.secret').count()).toBe(0);
    await context.close();
  });

  it('should list what happened in the audit log', async () => {
    const headers = { authorization: `Bearer ${trial}` };
    const { entries } = (await app.get('/api/audit?event=key-create', headers)).json();
    expect(entries).toMatchObject([{ event: 'key-create', actor: 'key:trial', facts: { name: 'reception' } }]);
    const all = [];
    for (let next = ''; ;) {
      const page = (await app.get(`/api/audit?limit=2${next}`, headers)).json();
      all.push(...page.entries);
      if (page.next === undefined) break;
      next = `&before=${String(page.next)}`;
    }
    const times = all.map(({ at }) => String(at));
    expect(times).toEqual(times.toSorted().toReversed());
    expect(all.length).toBe((await app.get('/api/audit', headers)).json().entries.length);
    expect((await app.get('/api/audit?actor=key:nobody', headers)).json()).toEqual({ entries: [] });
    for (const query of ['limit=0', 'limit=1001', 'from=yesterday', 'before=x', 'queue=rubis', 'event=a&event=b'])
      expect([query, (await app.get(`/api/audit?${query}`, headers)).status]).toEqual([query, 400]);
  });

  it.each(
    ['sign-in', 'keys', 'devices', 'pair', 'desk', 'supervisor'].flatMap((path) =>
      PAGE_VARIANTS.map(([language, colorScheme]) => [path, language, colorScheme] as const),
    ),
  )('should be accessible, without console messages or overflow: %s %s %s', async (path, language, colorScheme) => {
    const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
    const { page, context, complaints } = await openPage(browser, app.url, { locale, colorScheme, width: 360 });
    const address = `${app.url}/rubis/${path}`;
    if (['sign-in', 'pair'].includes(path)) await page.goto(address);
    else await openSignedIn(page, address, trial);
    if (path === 'keys') await create(page, `reception-${language}`);
    if (path === 'pair') await page.click('main button');
    expect(await page.getAttribute('html', 'lang')).toBe(language);
    expect(await page.locator('h1').count()).toBe(1);
    for (const width of [360, 390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      expect(await accessibilityViolations(page)).toEqual([]);
      const name = `${path}-${language}-${colorScheme}-${String(width)}.png`;
      if (screenshots !== undefined) await page.screenshot({ path: `${screenshots}/${name}`, fullPage: true });
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
