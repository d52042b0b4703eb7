import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessibilityViolations, launchBrowser, openPage } from '../test/browser.ts';
import { TestApp } from '../test/create-test-app.ts';

const screenshots = process.env['SCREENSHOTS'];

/** Opens operations and schemas, and sends a request. */
async function tryOut(page: Page): Promise<void> {
  for (const id of ['Content-getCollection', 'Ticket_queue-postQueueCall'])
    await page.locator(`#operations-${id} .opblock-summary-control`).click();
  await page.locator('#operations-Ticket_queue-postQueueCall .tablinks[data-name=model]').first().click();
  for (const toggle of (await page.locator('section.models .model-box-control').all()).slice(0, 3))
    await toggle.click();
  const operation = page.locator('#operations-Content-getCollection');
  await operation.locator('.try-out__btn').click();
  await operation.locator('tr[data-param-name=collection] input').fill('news');
  await operation.locator('.execute').click();
  await operation.locator('.live-responses-table .microlight').first().waitFor();
  expect(await operation.locator('.live-responses-table').innerText()).toContain('Market moved');
}

/** Opens the dialog that asks for a credential. */
async function authorize(page: Page): Promise<void> {
  await page.locator('.btn.authorize').first().click();
  await page.getByRole('dialog').waitFor();
}

describe('the page of the API description', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    app = await TestApp.start({
      files: { 'news.json': '[{"title":"Market moved"}]' },
      environment: { FEATURES: 'content,ticket-queue', QUEUE_NAME: 'rubis' },
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  // Overflow depends on the width alone, contrast on the colour scheme alone.
  it.each([
    [390, 'light'],
    [1280, 'dark'],
  ] as const)(
    'should be accessible, without console messages or overflow, in every state: %i px, %s',
    async (width, colorScheme) => {
      const { page, context, complaints } = await openPage(browser, app.url, { width, colorScheme });
      await page.goto(`${app.url}/docs`);
      await page.waitForSelector('#operations-Content-getCollection');
      expect(await page.getAttribute('html', 'lang')).toBe('en');
      expect(await page.locator('main').count()).toBe(1);
      for (const step of [tryOut, authorize]) {
        await step(page);
        // Colours fade in, and the script completes the markup right after Swagger UI has changed it.
        await page.evaluate('Promise.allSettled(document.getAnimations().map((animation) => animation.finished))');
        expect([step.name, await accessibilityViolations(page)]).toEqual([step.name, []]);
        expect([step.name, await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')]).toEqual([
          step.name,
          true,
        ]);
        if (screenshots !== undefined)
          await page.screenshot({ path: `${screenshots}/docs-${step.name}-${colorScheme}-${String(width)}.png` });
      }
      expect(complaints).toEqual([]);
      await context.close();
    },
    60_000,
  );

  it('should be operable by keyboard, and keep the open operation in the URL', async () => {
    const { page, context } = await openPage(browser, app.url);
    await page.goto(`${app.url}/docs`);
    const operation = page.locator('#operations-Health-getLiveness .opblock-summary-control');
    await operation.focus();
    await page.keyboard.press('Enter');
    await page.locator('#operations-Health-getLiveness.is-open').waitFor();
    expect(new URL(page.url()).hash).toBe('#/Health/getLiveness');
    await context.close();
  });

  it.each([
    ['content', ['Content', 'Description', 'Health', 'Pages']],
    ['ticket-queue', ['Access', 'Description', 'Health', 'Pages', 'Ticket queue', 'Ticket queue (classic)']],
  ])('should only have sections for the features of a process with %s', async (features, sections) => {
    const alone = await TestApp.start({ environment: { FEATURES: features, QUEUE_NAME: 'rubis' } });
    const { page, context, complaints } = await openPage(browser, alone.url);
    await page.goto(`${alone.url}${features === 'content' ? '' : '/rubis'}/docs`);
    await page.waitForSelector('.opblock-tag');
    const tags = page.locator('.opblock-tag');
    expect(await tags.evaluateAll((all) => all.map((tag) => tag.getAttribute('data-tag')))).toEqual(sections);
    expect(complaints).toEqual([]);
    await context.close();
    await alone.close();
  });
});
