import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { trialKeyOf } from '../../access/trial-key.ts';
import type { Access } from '../../access/access.ts';
import { ACCESS } from '../../access/access.tokens.ts';
import { accessibilityViolations, launchBrowser, openPage } from '../../test/browser.ts';
import { TestApp } from '../../test/create-test-app.ts';
import { eventually } from '../../test/eventually.ts';
import { openSignedIn } from '../../test/sign-in.ts';

const screenshots = process.env['SCREENSHOTS'];

describe('Devices of a closed queue', () => {
  let app: TestApp;
  let browser: Browser;
  let trial: string;
  beforeAll(async () => {
    if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
    const environment = { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis', QUEUE_OPEN: '' };
    app = await TestApp.start({ environment });
    trial = trialKeyOf(app.app.get<Access>(ACCESS)) ?? '';
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  interface Device {
    readonly page: Page;
    readonly context: BrowserContext;
    readonly code: string;
    readonly complaints: readonly string[];
  }

  /** Shows the code of a new device. */
  async function requestCode(kind: 'display' | 'kiosk'): Promise<Device> {
    const { page, context, complaints } = await openPage(browser, app.url, { locale: 'en-GB' });
    await page.goto(`${app.url}/rubis/${kind}`);
    expect(new URL(page.url()).pathname).toBe('/rubis/sign-in');
    await page.click('text=Set up this screen as a device');
    await page.check(`input[value=${kind}]`);
    await page.click('main button');
    return { page, context, code: await page.innerText('.code'), complaints };
  }

  async function confirm(page: Page, code: string, name: string): Promise<void> {
    await page.goto(`${app.url}/rubis/devices`);
    await page.fill('#code', code);
    await page.click('main form button >> nth=0');
    await page.waitForSelector('text=Is this the device?');
    expect(await page.innerText('dl')).toContain(code);
    await page.fill('#name', name);
    await page.click('section button');
    await page.waitForSelector('[role=status] >> text=The device is paired.');
  }

  it.each(['display', 'kiosk'] as const)(
    'should open the page of a paired %s by itself, and lose access when it is revoked',
    async (kind) => {
      const device = await requestCode(kind);
      expect(device.code).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
      expect((await device.context.request.get(`${app.url}/rubis/${kind}`, { maxRedirects: 0 })).status()).toBe(302);
      const staff = await openPage(browser, app.url, { locale: 'en-GB' });
      await openSignedIn(staff.page, `${app.url}/rubis/devices`, trial);
      await confirm(staff.page, device.code, `hall-${kind}`);
      expect(await accessibilityViolations(staff.page)).toEqual([]);
      if (screenshots !== undefined) await staff.page.screenshot({ path: `${screenshots}/paired-${kind}.png` });

      // The page of the device reloads every five seconds.
      await device.page.waitForURL(`${app.url}/rubis/${kind}`, { timeout: 15_000 });
      if (kind === 'kiosk') {
        await device.page.click('button');
        expect(await device.page.innerText('.number')).toBe('R-001');
      } else await device.page.waitForSelector('#waiting:has-text("Nobody")');
      // Its key has one right.
      expect((await device.context.request.get(`${app.url}/rubis/desk`)).status()).toBe(403);
      expect(device.complaints).toEqual([]);

      await staff.page.click(`[aria-label="Revoke hall-${kind}"]`);
      await staff.page.waitForSelector('[role=status] >> text=The device has been revoked.');
      const path = kind === 'kiosk' ? '/rubis/kiosk' : '/api/queues/rubis';
      await eventually(async () => {
        const { status } = await app.get(path, { cookie: await cookieOf(device.context) });
        expect(status).toBe(kind === 'kiosk' ? 302 : 401);
      }, 1500);
      const events = app.log.flatMap(({ audit }) => (audit === undefined ? [] : [audit as { action: string }]));
      expect(events.map(({ action }) => action)).toEqual(
        expect.arrayContaining(['device-request', 'device-check', 'device-pair', 'device-revoke']),
      );
      expect(JSON.stringify(app.log)).not.toContain('kq_');
      await device.context.close();
      await staff.context.close();
    },
  );

  it('should not find a code that no device shows', async () => {
    const { page, context } = await openPage(browser, app.url, { locale: 'en-GB' });
    await openSignedIn(page, `${app.url}/rubis/devices`, trial);
    await page.fill('#code', 'WDJB-MJHT');
    await page.click('main form button >> nth=0');
    await page.waitForSelector('[role=status] >> text=No device is waiting with this code.');
    await context.close();
  });

  async function cookieOf(context: BrowserContext): Promise<string> {
    return (await context.cookies(app.url)).map(({ name, value }) => `${name}=${value}`).join('; ');
  }
});
