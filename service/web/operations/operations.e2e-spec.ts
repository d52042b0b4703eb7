import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { trialKeyOf } from '../../access/trial-key.ts';
import type { Access } from '../../access/access.ts';
import { ACCESS } from '../../access/access.tokens.ts';
import { ProcessMonitor } from '../../operations/process-monitor.ts';
import { accessibilityViolations, launchBrowser, openPage } from '../../test/browser.ts';
import { TestApp } from '../../test/create-test-app.ts';
import { eventually } from '../../test/eventually.ts';
import { PAGE_VARIANTS } from '../../test/page-variants.ts';
import { RedisServer } from '../../test/redis.ts';
import { openSignedIn } from '../../test/sign-in.ts';

const screenshots = process.env['SCREENSHOTS'];
const FILES = { 'news.json': '[{"id":1,"title":"A"},{"id":2,"title":"B"}]', 'events.json': '[]', 'faq.json': '[]' };

/** Processes as in production: queues on one Redis, of which one also serves the content. */
describe('The operations page', () => {
  let server: RedisServer;
  let browser: Browser;
  const apps: TestApp[] = [];
  let rubis: TestApp;
  let saphir: TestApp;
  let now = Date.now() - 3_600_000;
  let trial: string;
  beforeAll(async () => {
    if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
    server = await RedisServer.start();
    const connection = { REDIS_PORT: String(server.port), REDIS_AUTO_PIPELINING: 'on' };
    const redis = { ACCESS_STORE: 'redis', QUEUE_STORE: 'redis', ...connection };
    const environment = (QUEUE_NAME: string): NodeJS.ProcessEnv => ({
      ...{ ...redis, QUEUE_NAME, FEATURES: 'content,ticket-queue', MAX_EVENT_STREAMS_PER_ADDRESS: '1' },
    });
    rubis = await TestApp.start({ files: FILES, environment: environment('rubis'), now: () => now });
    saphir = await TestApp.start({
      environment: { ...environment('saphir'), FEATURES: 'ticket-queue' },
      now: () => now,
    });
    apps.push(rubis, saphir);
    trial = trialKeyOf(rubis.app.get<Access>(ACCESS)) ?? '';
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    for (const app of apps) await app.close();
    await server.stop();
  });

  /** Lets minutes pass, in which tickets are taken. */
  async function work(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      now += 60_000;
      if (minute % 3 === 0) await rubis.post('/api/queues/rubis/tickets', {});
      if (minute % 5 === 0) await saphir.post('/api/queues/saphir/tickets', {});
      for (const app of apps) {
        const monitor = app.app.get(ProcessMonitor);
        await monitor.sample();
        await monitor.announce();
      }
    }
  }

  const cells = async (page: Page, section: string, row: string): Promise<string[]> =>
    await page
      .locator(`section[aria-labelledby=${section}] tr`, { hasText: row })
      .first()
      .locator('th, td')
      .allInnerTexts();

  it('should show the queues of all processes side by side, the content, history, limits and errors', async () => {
    await work(58);
    await eventually(async () => {
      await saphir.app.get(ProcessMonitor).announce();
      const { processes } = await rubis.app.get(ProcessMonitor).all();
      const queues = processes.flatMap(({ tables }) => tables.filter(({ id }) => id === 'queues'));
      expect(queues.map(({ rows: [row = []] }) => row[2])).toEqual([20, 12]);
    });
    await rubis.app.get(ProcessMonitor).sample();
    const { page, context, complaints } = await openPage(browser, rubis.url, { locale: 'en-GB' });
    await openSignedIn(page, `${rubis.url}/operations`, trial);
    const flag = ['REDIS_AUTO_PIPELINING', 'On', '@kiosque/maintainers', '2027-03-31'];
    expect(await cells(page, 'feature-flags', 'REDIS_AUTO_PIPELINING')).toEqual(flag);
    expect((await cells(page, 'queues', 'rubis')).slice(0, 4)).toEqual(['rubis', 'OK', '20', '0']);
    expect((await cells(page, 'queues', 'saphir')).slice(0, 4)).toEqual(['saphir', 'OK', '12', '0']);
    expect((await cells(page, 'content', 'news')).slice(0, 3)).toEqual(['news', 'Stale', '2']);
    expect(await page.locator('section[aria-labelledby=processes] tbody tr').count()).toBe(2);
    expect((await cells(page, 'components', 'queue.saphir')).slice(2)).toEqual(['OK', 'ok: 12 waiting']);
    const captions = await page.locator('figcaption').allInnerTexts();
    expect(captions).toContain('People waiting, saphir');
    expect(captions.filter((caption) => caption.startsWith('Requests per minute')).length).toBe(2);
    const history = page.locator('figure', { hasText: 'People waiting, rubis' });
    expect(await history.locator('path.line').getAttribute('d')).toMatch(/^M[\d.]+,[\d.]+(?:L[\d.]+,[\d.]+){50,}$/);
    await history.locator('summary').click();
    expect(await history.locator('tbody tr').last().locator('td').innerText()).toBe('20');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('should show limits that were reached and the latest server errors, without probes', async () => {
    const streams = [new AbortController(), new AbortController()];
    const answers = [];
    for (const { signal } of streams) answers.push((await fetch(`${rubis.url}/changes`, { signal })).status);
    for (const stream of streams) stream.abort();
    expect(answers).toEqual([200, 503]);
    const { page, context } = await openPage(browser, rubis.url, { locale: 'en-GB' });
    await openSignedIn(page, `${rubis.url}/operations`, trial);
    expect((await cells(page, 'limits', 'event-streams-per-address'))[2]).toBe('1');
    expect((await cells(page, 'problems', '/changes')).slice(1, 4)).toEqual(['503', 'unavailable', 'GET /changes']);
    await context.close();
  });

  it.each(PAGE_VARIANTS)('should be accessible and fit narrow screens, in %s and %s', async (lang, colorScheme) => {
    const locale = lang === 'fr' ? 'fr-FR' : 'en-GB';
    for (const width of [390, 1280]) {
      const { page, context, complaints } = await openPage(browser, rubis.url, { locale, colorScheme, width });
      await openSignedIn(page, `${rubis.url}/operations`, trial);
      await page.waitForSelector('.operations');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await accessibilityViolations(page)).toEqual([]);
      const cut = `[...document.querySelectorAll('.operations .scroll')].filter((table) => table.scrollWidth > table.clientWidth).length`;
      if (width === 1280) expect(await page.evaluate(cut)).toBe(0);
      expect(
        await page.locator('section[aria-labelledby=components] td:last-child:not(:has(> [lang=en]))').count(),
      ).toBe(0);
      if (screenshots !== undefined)
        await page.screenshot({ path: `${screenshots}/operations-${lang}-${String(width)}.png`, fullPage: true });
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it('should remove processes that end, and say when the others cannot be read', async () => {
    const { page, context } = await openPage(browser, rubis.url, { locale: 'en-GB' });
    await openSignedIn(page, `${rubis.url}/operations`, trial);
    await apps.pop()?.close();
    await page.reload();
    expect(await page.locator('section[aria-labelledby=processes] tbody tr').count()).toBe(1);
    await server.kill();
    await eventually(async () => {
      await page.reload();
      expect(await page.innerText('[role=status].notice')).toBe('Redis is not responding: only this process is shown.');
    });
    await eventually(async () => {
      await page.reload();
      expect((await cells(page, 'queues', 'rubis'))[1]).toBe('Stale');
    });
    await server.resume();
    await context.close();
  });
});
