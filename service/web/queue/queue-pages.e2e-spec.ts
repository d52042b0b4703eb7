import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { TrialKey } from '../../access/trial-key.ts';
import { accessibilityViolations, launchBrowser, openPage } from '../../test/browser.ts';
import { TestApp } from '../../test/create-test-app.ts';
import { PAGE_VARIANTS } from '../../test/page-variants.ts';
import { eventually } from '../../test/eventually.ts';
import { freePort } from '../../test/free-port.ts';
import { ServiceProcess } from '../../test/service-process.ts';
import { openSignedIn, startSession } from '../../test/sign-in.ts';

const screenshots = process.env['SCREENSHOTS'];
const trial = new TrialKey();
const authorization = { authorization: `Bearer ${trial.key}` };

describe('The pages of the queue', () => {
  let app: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
    const environment = {
      FEATURES: 'ticket-queue',
      QUEUE_NAME: 'rubis',
      QUEUE_TITLE: 'Équipe Rubis',
      QUEUE_PRIORITIES: 'reduced-mobility:900,club:60,constructor:1',
      QUEUE_TICKETS_PER_MINUTE: '0',
      PUBLIC_URL: 'https://kiosque.example.org',
    };
    app = await TestApp.start({ environment, access: trial });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function enterDesk(page: Page, counter: string): Promise<void> {
    await openSignedIn(page, `${app.url}/rubis/desk`, trial.key);
    await page.fill('#counter', counter);
    await page.click('#enter button');
    await page.waitForSelector('#work:not([hidden])');
  }

  it('should issue and cancel a ticket without JavaScript, once however often the form is submitted', async () => {
    const { page, context, complaints } = await openPage(browser, app.url, { javaScriptEnabled: false });
    await page.goto(`${app.url}/rubis`);
    const classes = (await page.locator('fieldset label').allInnerTexts()).map((text) => text.trim());
    expect(classes).toEqual(['Non', 'Mobilité réduite', 'Club', 'Constructor']);
    await page.check('input[value=reduced-mobility]');
    const key = await page.getAttribute('input[name=key]', 'value');
    await page.click('button');
    await page.waitForURL(/\/rubis\/tickets\/rubis\./);
    const number = await page.innerText('h1 .number');
    expect(number).toMatch(/^R-\d{3}$/);
    expect(await page.locator('svg.qr path').count()).toBe(1);
    expect(await page.innerText('.ticket-state')).toBe('Veuillez patienter');
    const again = await context.request.post(`${app.url}/rubis/take`, {
      form: { key: key ?? '', priority: '' },
      maxRedirects: 0,
    });
    expect(again.headers()['location']).toBe(new URL(page.url()).pathname);
    await page.click('text=Annuler mon ticket');
    expect(await page.innerText('.ticket-state')).toBe('Ce ticket est annulé');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('should let a desk call, recall and complete a ticket, and notify its holder', async () => {
    const { token, number } = (await app.post('/api/queues/rubis/tickets')).json();
    const holder = await openPage(browser, app.url, { locale: 'en-GB' });
    await holder.page.goto(`${app.url}/rubis/tickets/${token}`);
    await holder.page.waitForSelector('text=You are next');

    const desk = await openPage(browser, app.url);
    await enterDesk(desk.page, '4');
    await desk.page.click('#call');
    await desk.page.waitForSelector(`#current >> text=${number}`);
    await holder.page.waitForSelector('text=It is your turn');
    expect(await holder.page.innerText('.counter')).toBe('Counter 4');
    expect(await holder.page.title()).toMatch(/^It is your turn/);

    await desk.page.click('[data-move=recall]');
    // Another tab of the desk, or the same after a reload, goes on with whom it serves.
    await desk.page.reload();
    await desk.page.waitForSelector(`#current >> text=${number}`);
    await desk.page.click('[data-move=complete]');
    await holder.page.waitForSelector('text=Thank you');
    expect(await desk.page.isVisible('#nobody')).toBe(true);
    await desk.page.click('#call');
    await desk.page.waitForSelector('#message >> text=Personne n’attend.');
    expect([...desk.complaints, ...holder.complaints]).toEqual([]);
    await desk.context.close();
    await holder.context.close();
  });

  it('should let any desk requeue a no-show', async () => {
    const { token, number } = (await app.post('/api/queues/rubis/tickets')).json();
    await app.post('/api/queues/rubis/calls', { counter: '8' }, authorization);
    const desk = await openPage(browser, app.url, { locale: 'en-GB' });
    await enterDesk(desk.page, '8');
    expect(await desk.page.isVisible('#absent')).toBe(false);
    await desk.page.click('#current [data-move=no-show]');
    await desk.page.waitForSelector(`#no-shows >> text=${number}`);
    const other = await openPage(browser, app.url);
    await enterDesk(other.page, '9');
    await other.page.click(`#no-shows [aria-label="Remettre en file ${number}"]`);
    await other.page.waitForSelector('#absent', { state: 'hidden' });
    await desk.page.waitForSelector('#absent', { state: 'hidden' });
    expect((await app.get(`/api/tickets/${token}`)).json()).toMatchObject({ state: 'waiting', position: 1 });
    await app.post(`/api/queues/rubis/tickets/${token}/cancel`);
    expect([...desk.complaints, ...other.complaints]).toEqual([]);
    await desk.context.close();
    await other.context.close();
  });

  it('should list the last six calls after a reload, in any state', async () => {
    const numbers: string[] = [];
    for (let turn = 0; turn < 7; turn++) {
      await app.post('/api/queues/rubis/tickets');
      const called = (await app.post('/api/queues/rubis/calls', { counter: 'D' }, authorization)).json();
      await app.post(`/api/queues/rubis/tickets/${called.token}/complete`, undefined, authorization);
      numbers.unshift(called.number as string);
    }
    const { page, context } = await openPage(browser, app.url);
    for (let load = 0; load < 2; load++) {
      await page.goto(`${app.url}/rubis/display`);
      await eventually(async () => {
        await page.reload();
        expect(await page.locator('#calls tr td:first-child').allInnerTexts()).toEqual(numbers.slice(0, 6));
      });
    }
    await context.close();
  });

  it('should reload a ticket page without JavaScript until the ticket has ended', async () => {
    const { token } = (await app.post('/api/queues/rubis/tickets')).json();
    const refresh = '<noscript><meta http-equiv="refresh" content="30"/></noscript>';
    expect((await app.get(`/rubis/tickets/${token}`)).text).toContain(refresh);
    await app.post(`/api/queues/rubis/tickets/${token}/cancel`);
    expect((await app.get(`/rubis/tickets/${token}`)).text).not.toContain('http-equiv="refresh"');
  });

  it('should mark the menu entry only on pages for visitors, and the open page in the bar of staff', async () => {
    const { cookie } = await startSession(app.url, trial.key, '/rubis');
    for (const [path, current] of [
      ['', ['/rubis']],
      ['/desk', ['/rubis/desk']],
      ['/supervisor', ['/rubis/supervisor']],
    ] as const) {
      const { text } = await app.get(`/rubis${path}`, { cookie });
      const marked = [...text.matchAll(/<a href="([^"]+)" aria-current="page"/g)].map(([, href]) => href);
      expect([path, marked]).toEqual([path, current]);
    }
  });

  it.each([
    ['desk', '/rubis/sign-in?return_to=%2Frubis%2Fdesk'],
    ['supervisor?lang=en', '/rubis/sign-in?return_to=%2Frubis%2Fsupervisor&lang=en'],
  ])('should lead to the sign-in page from %s', async (path, location) => {
    const { status, headers } = await app.get(`/rubis/${path}`);
    expect([status, headers.location, headers['cache-control']]).toEqual([302, location, 'no-store']);
  });

  it('should reject an invalid key', async () => {
    const { page, context } = await openPage(browser, app.url);
    await page.goto(`${app.url}/rubis/desk`);
    await page.fill('#key', 'kq_this_is_not_a_key_at_all');
    await page.click('main form button');
    await page.waitForSelector('[role=alert] >> text=Cette clé n’est pas valide.');
    await page.goto(`${app.url}/rubis/desk`);
    expect(new URL(page.url()).pathname).toBe('/rubis/sign-in');
    await context.close();
  });

  it('should leave a desk that signed out, in all its tabs', async () => {
    const { page, context } = await openPage(browser, app.url, { locale: 'en-GB' });
    await enterDesk(page, '3');
    const other = await context.newPage();
    await other.goto(`${app.url}/rubis/desk`);
    await other.click('.account button');
    await other.waitForSelector('[role=status] >> text=You have signed out.');
    await eventually(async () => {
      await page.click('#call');
      expect(await page.innerText('#message')).toMatch(/sign in again/i);
    });
    await context.close();
  });

  it('should announce simultaneous calls one after the other', async () => {
    const [first, second] = [await app.post('/api/queues/rubis/tickets'), await app.post('/api/queues/rubis/tickets')];
    const numbers = [first.json().number, second.json().number];
    const { page, context, complaints } = await openPage(browser, app.url);
    await page.goto(`${app.url}/rubis/display`);
    await page.waitForSelector('#waiting:has-text("2 personnes")');
    // Everything that is announced, in its order.
    await page.evaluate(`new MutationObserver(() => {
      const shown = document.getElementById('now-number').textContent + ' ' + document.getElementById('now-counter').textContent;
      (window.announced ??= []).at(-1) === shown || window.announced.push(shown);
    }).observe(document.querySelector('.now'), { childList: true, subtree: true, characterData: true })`);
    const calls = await Promise.all(
      ['A', 'B'].map(async (counter) => {
        const { text } = await app.post('/api/queues/rubis/calls', { counter }, authorization);
        return JSON.parse(text) as { number: string; counter: string };
      }),
    );
    const expected = numbers.map((number) => {
      const call = calls.find((each) => each.number === number);
      return `${number} Guichet ${call?.counter}`;
    });
    await eventually(async () => {
      expect(await page.evaluate('window.announced')).toEqual(expected);
    }, 15_000);
    const listed = await page.locator('#calls tr td:first-child').allInnerTexts();
    expect(listed.slice(0, 2)).toEqual(numbers.toReversed());
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('should show waiting times and waiting tickets to the supervisor', async () => {
    const { number } = (await app.post('/api/queues/rubis/tickets')).json();
    const { page, context, complaints } = await openPage(browser, app.url, { locale: 'en-GB' });
    await openSignedIn(page, `${app.url}/rubis/supervisor`, trial.key);
    await page.waitForSelector(`#line >> text=${number}`);
    expect(await page.innerText('#waitingTime')).toMatch(/Waiting time\s+\d\.\d min\s+\d\.\d min/);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it.each(
    ['', '/kiosk', '/display', '/desk', '/supervisor', '/tickets'].flatMap((path) =>
      PAGE_VARIANTS.map(([language, colorScheme]) => [path, language, colorScheme] as const),
    ),
  )(
    'should be accessible, without console messages or overflow: /rubis%s %s %s',
    async (path, language, colorScheme) => {
      const { token } = (await app.post('/api/queues/rubis/tickets')).json();
      const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
      const { page, context, complaints } = await openPage(browser, app.url, { locale, colorScheme, width: 360 });
      const address = `${app.url}/rubis${path === '/tickets' ? `/tickets/${token}` : path}`;
      if (['/desk', '/supervisor'].includes(path)) await openSignedIn(page, address, trial.key);
      else await page.goto(address);
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      expect(await page.locator('h1').count()).toBe(1);
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
        expect(await accessibilityViolations(page)).toEqual([]);
        const name = `queue${path.replace('/', '-')}-${language}-${colorScheme}-${width}.png`;
        if (screenshots !== undefined) await page.screenshot({ path: `${screenshots}/${name}` });
      }
      await app.post(`/api/queues/rubis/tickets/${token}/cancel`);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );
});

describe('A display', () => {
  it('should catch up automatically with calls made while the service was unavailable', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kiosque-display-'));
    const port = String(await freePort());
    const environment = { PORT: port, QUEUE_DIRECTORY: directory, QUEUE_NAME: 'rubis', SHUTDOWN_DRAIN_SECONDS: '0' };
    const first = await ServiceProcess.start(environment);
    const browser = await launchBrowser();
    const { page } = await openPage(browser, first.url);
    await page.goto(`${first.url}/rubis/display`);
    await page.waitForSelector('#waiting:has-text("Personne")');
    await first.service.end('SIGKILL');
    await page.waitForSelector('#connection:not([hidden])');

    const second = await ServiceProcess.start(environment);
    const key = await eventually(() => {
      const shown = /kq_[\w-]+/.exec(second.service.output)?.[0];
      if (shown === undefined) throw new Error(second.service.output);
      return shown;
    });
    const queue = `${second.url}/api/queues/rubis`;
    const { number } = (await (await fetch(`${queue}/tickets`, { method: 'POST' })).json()) as { number: string };
    await fetch(`${queue}/tickets`, { method: 'POST' });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    await fetch(`${queue}/calls`, { method: 'POST', headers, body: '{"counter":"7"}' });
    await page.waitForSelector(`#now-number:has-text("${number}")`, { timeout: 20_000 });
    await page.waitForSelector('#connection[hidden]', { state: 'attached' });
    await page.waitForSelector('#waiting:has-text("1 personne attend")');
    expect(await page.innerText('#calls')).toContain(number);
    await browser.close();
    await second.service.end('SIGTERM');
    rmSync(directory, { recursive: true });
  });
});
