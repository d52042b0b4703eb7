import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Actor } from '../../access/access.ts';
import { AuditLog } from '../../access/audit-log.ts';
import { TrialKey } from '../../access/trial-key.ts';
import { BlocklistSchedule } from '../../security-log/blocklist/blocklist.schedule.ts';
import { FINDING_STORE } from '../../security-log/security-log.tokens.ts';
import type { FindingStore } from '../../security-log/findings/finding-store.ts';
import { accessibilityViolations, launchBrowser, openPage } from '../../test/browser.ts';
import { TestApp, send } from '../../test/create-test-app.ts';
import { finding } from '../../test/given-finding.ts';
import { PAGE_VARIANTS } from '../../test/page-variants.ts';
import { openSignedIn, startSession } from '../../test/sign-in.ts';

const screenshots = process.env['SCREENSHOTS'];

/** A reader of the report, who may not see addresses. */
class LimitedKey extends TrialKey {
  override async identify(credential: string): Promise<Actor | undefined> {
    const actor = await super.identify(credential);
    return actor && { ...actor, allows: (scope) => scope === 'report' };
  }
}

describe('The page of the blocklist', () => {
  const trial = new TrialKey();
  let browser: Browser;
  let app: TestApp;
  beforeAll(async () => {
    if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
    const environment = { FEATURES: 'security-log', BLOCKLIST_BUILD_SECONDS: '3600' };
    app = await TestApp.start({ environment, access: trial });
    const found = async (sources: readonly string[]): Promise<void> => {
      const findings = sources.map((source) => finding({ id: source, source, first: Date.now() - 60_000, score: 3 }));
      await app.app.get<FindingStore>(FINDING_STORE, { strict: false }).restore(findings);
      await app.app.get(BlocklistSchedule, { strict: false }).run();
    };
    await found(['5.6.7.8', '2600:1:2:3::/64', '5.6.7.9']);
    await found(Array.from({ length: 250 }, (_, host) => `9.9.8.${String(host)}`));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const cells = async (page: Page, section: string): Promise<string[]> =>
    await page.locator(`section[aria-labelledby=${section}] tbody th`).allInnerTexts();
  const decide = async (
    page: Page,
    kind: string,
    network: string,
    reason = 'Because <b>I</b> say so',
  ): Promise<void> => {
    await page.check(`input[name=kind][value=${kind}]`);
    await page.fill('#network', network);
    await page.fill('#reason', reason);
    await page.click('section[aria-labelledby=decide] button');
  };

  it('should block, allow and unblock with the forms, and end a decision', async () => {
    const { page, context, complaints } = await openPage(browser, app.url, { locale: 'en-GB' });
    await openSignedIn(page, `${app.url}/security/blocklist`, trial.key);
    expect(await cells(page, 'entries')).toEqual(['5.6.7.8', '5.6.7.9', '2600:1:2:3::/64']);
    await decide(page, 'block', '5.6.9.0/24');
    expect(await cells(page, 'entries')).toContain('5.6.9.0/24');
    await decide(page, 'unblock', '5.6.7.8');
    await decide(page, 'allow', '5.6.9.7');
    expect(await cells(page, 'entries')).not.toContain('5.6.7.8');
    expect(await cells(page, 'decisions')).toEqual(['5.6.9.7', '5.6.7.8', '5.6.9.0/24']);
    expect(await page.innerText('section[aria-labelledby=decisions]')).toContain('Because <b>I</b> say so');
    await page.click('button[aria-label="End: Block 5.6.9.0/24"]');
    expect(await cells(page, 'decisions')).toEqual(['5.6.9.7', '5.6.7.8']);
    expect(complaints).toEqual([]);
    await decide(page, 'block', '5.6.11.0/24', 'constructor');
    expect(await page.innerText('section[aria-labelledby=entries]')).not.toContain('native code');
    await page.click('button[aria-label="End: Block 5.6.11.0/24"]');
    await decide(page, 'block', '10.0.0.1');
    expect(await page.innerText('[role=alert]')).toMatch(/^10\.0\.0\.1 is never listed/);
    await context.close();
    await app.app.get(AuditLog).flush();
    const audit = await send(app.url, '/api/audit', { authorization: `Bearer ${trial.key}` });
    const { entries } = audit.json() as { entries: { event: string; actor: string }[] };
    expect(
      entries.filter(({ event }) => event.startsWith('blocklist')).map(({ event, actor }) => [event, actor]),
    ).toEqual([
      ['blocklist-decision-end', 'key:trial'],
      ['blocklist-decide', 'key:trial'],
      ['blocklist-decision-end', 'key:trial'],
      ['blocklist-decide', 'key:trial'],
      ['blocklist-decide', 'key:trial'],
      ['blocklist-decide', 'key:trial'],
    ]);
  });

  it('should explain an address, and refuse what is none', async () => {
    const { page, context } = await openPage(browser, app.url, { locale: 'en-GB' });
    await openSignedIn(page, `${app.url}/security/blocklist`, trial.key);
    await page.fill('form[role=search] input[name=network]', '2600:1:2:3::7');
    await page.click('form[role=search] button');
    expect(await page.innerText('section[aria-labelledby=explained]')).toContain('It is on the list.');
    expect(await cells(page, 'entries')).toEqual(['2600:1:2:3::/64']);
    await page.fill('form[role=search] input[name=network]', 'nobody');
    await page.click('form[role=search] button');
    expect(await page.innerText('section[aria-labelledby=entries] .notice')).toContain('“nobody” is not an address');
    await context.close();
  });

  it.each(PAGE_VARIANTS)('should be accessible and fit narrow screens, in %s and %s', async (lang, colorScheme) => {
    const locale = lang === 'fr' ? 'fr-FR' : 'en-GB';
    for (const width of [390, 1280, 1920]) {
      const { page, context, complaints } = await openPage(browser, app.url, { locale, colorScheme, width });
      await openSignedIn(page, `${app.url}/security/blocklist`, trial.key);
      await page.goto(`${app.url}/security/blocklist?network=5.6.7.8`);
      for (const name of ['search', 'list']) {
        if (name === 'list') await page.goto(`${app.url}/security/blocklist`);
        expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, width]);
        expect(await accessibilityViolations(page)).toEqual([]);
        if (screenshots !== undefined)
          await page.screenshot({
            path: `${screenshots}/blocklist-${name}-${lang}-${String(width)}.png`,
            fullPage: true,
          });
      }
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it('should require the scope, and the CSRF token of the session', async () => {
    const limited = new LimitedKey();
    const other = await TestApp.start({ environment: { FEATURES: 'security-log' }, access: limited });
    const { cookie } = await startSession(other.url, limited.key, '/security');
    expect((await send(other.url, '/security/blocklist', { cookie })).status).toBe(403);
    await other.close();
    const session = await startSession(app.url, trial.key, '/security');
    const type = 'application/x-www-form-urlencoded';
    const form = 'kind=block&network=5.6.10.0%2F24&reason=x';
    const post = (headers: Record<string, string>, body: string) =>
      send(app.url, '/security/blocklist/decisions', { 'content-type': type, ...headers }, 'POST', body);
    expect((await post({ cookie: session.cookie }, form)).status).toBe(403);
    expect((await post({ cookie: session.cookie }, `${form}&csrf=${session['x-csrf-token']}`)).status).toBe(303);
  });

  it('should release a list that is held back', async () => {
    const { page, context } = await openPage(browser, app.url, { locale: 'fr-FR' });
    await openSignedIn(page, `${app.url}/security/blocklist`, trial.key);
    expect(await page.innerText('section[aria-labelledby=held]')).toContain('250 de ses');
    expect(await page.innerText('section[aria-labelledby=held]')).toMatch(
      /Recherche de fichiers connus : 250[^]*9\.9\.8\.0, /,
    );
    await page.click('section[aria-labelledby=held] button');
    expect(await page.locator('section[aria-labelledby=held]').count()).toBe(0);
    expect(await page.innerText('section[aria-labelledby=entries]')).toContain('1 à 100 sur 253 entrées.');
    await page.click('text=Entrées suivantes');
    expect(await page.innerText('section[aria-labelledby=entries]')).toContain('101 à 200 sur 253 entrées.');
    await context.close();
  });
});
