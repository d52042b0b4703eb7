import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Actor } from '../../access/access.ts';
import { TrialKey } from '../../access/trial-key.ts';
import { FINDING_STORE } from '../../security-log/security-log.tokens.ts';
import type { FindingStore } from '../../security-log/findings/finding-store.ts';
import { accessibilityViolations, launchBrowser, openPage } from '../../test/browser.ts';
import { TestApp, send } from '../../test/create-test-app.ts';
import { eventually } from '../../test/eventually.ts';
import { PAGE_VARIANTS } from '../../test/page-variants.ts';
import { openSignedIn } from '../../test/sign-in.ts';

const screenshots = process.env['SCREENSHOTS'];

/** A reader who may see the report, but neither addresses nor evidence. */
class LimitedKey extends TrialKey {
  override async identify(credential: string): Promise<Actor | undefined> {
    const actor = await super.identify(credential);
    return actor && { ...actor, allows: (scope) => scope === 'report' };
  }
}

const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const clf = (date: Date): string => {
  const [day, time = ''] = date.toISOString().split('T');
  const [year = '', month = '', of = ''] = day?.split('-') ?? [];
  return `${of}/${months[Number(month) - 1] ?? ''}/${year}:${time.slice(0, 8)} +0000`;
};
const request = (address: string, minutes: number, url: string, status = 404, agent = 'Mozilla/5.0'): string =>
  `${address} - - [${clf(ago(minutes))}] "GET ${url} HTTP/1.1" ${String(status)} 512 "-" "${agent}"`;
const failure = (address: string, minutes: number, user: string): string =>
  `${ago(minutes).toISOString()} bastion sshd[${String(1000 + minutes)}]: Failed password for ${user} from ${address} port 4242 ssh2`;

/** A day of attacks, each with a line that a page must not run. */
const LINES = [
  ...Array.from({ length: 40 }, (_, minute) => failure('203.0.113.9', 30 + minute, 'root')),
  ...Array.from({ length: 12 }, (_, minute) =>
    request('2001:db8:1:2::7', 300 + minute, `/?id=1%20union%20select%20${String(minute)},password%20from%20users`),
  ),
  ...Array.from({ length: 8 }, (_, minute) =>
    request(
      '198.51.100.7',
      700 + minute,
      ['/.env', '/wp-config.php.bak', '/.git/config', '/phpmyadmin/'][minute % 4] ?? '',
    ),
  ),
  ...Array.from({ length: 6 }, (_, minute) =>
    request('192.0.2.44', 900 + minute, `/search?q=%3Cscript%3Ealert(${String(minute)})%3C/script%3E`),
  ),
];
const SCAN = ['/srv/uploads/invoice <b>.exe: Eicar-Signature FOUND', '/srv/uploads/photo.jpg: OK'];

describe('The security report', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-security-pages-'));
  const trial = new TrialKey();
  const limited = new LimitedKey();
  let browser: Browser;
  let app: TestApp;
  let open: TestApp;
  beforeAll(async () => {
    if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
    const environment = { FEATURES: 'security-log', SECURITY_LOG_DIRECTORY: directory };
    app = await TestApp.start({ environment, access: trial });
    open = await TestApp.start({ environment, access: limited });
    const headers = { authorization: `Bearer ${trial.key}`, 'content-type': 'text/plain' };
    const sent = await send(app.url, '/api/logs?source=web', headers, 'POST', LINES.reverse().join('\n'));
    expect(sent.status).toBe(202);
    expect((await send(app.url, '/api/logs?source=scan', headers, 'POST', SCAN.join('\n'))).status).toBe(202);
    const store = app.app.get<FindingStore>(FINDING_STORE, { strict: false });
    await eventually(async () => {
      const { findings } = await store.list({ from: 0, to: Infinity }, { offset: 0, limit: 100 });
      const kinds = new Set(findings.map(({ kind }) => kind));
      for (const kind of ['brute-force', 'injection', 'probe', 'cross-site-scripting', 'virus'] as const)
        expect(kinds).toContain(kind);
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
    await open.close();
    rmSync(directory, { recursive: true });
  });

  const rows = async (page: Page, section: string): Promise<string[][]> => {
    const found = await page.locator(`section[aria-labelledby=${section}] tbody tr`).all();
    return await Promise.all(found.map((row) => row.locator('th, td').allInnerTexts()));
  };

  it('should show kinds, sources, networks, users and viruses of the chosen range', async () => {
    const { page, context, complaints } = await openPage(browser, app.url, { locale: 'en-GB' });
    await openSignedIn(page, `${app.url}/security?range=7d`, trial.key);
    expect((await rows(page, 'kinds')).map(([kind]) => kind)).toEqual(
      expect.arrayContaining(['Brute force', 'Injection', 'Probe for known files', 'Cross-site scripting', 'Virus']),
    );
    const sources = (await rows(page, 'sources')).map(([source]) => source);
    expect(sources).toEqual(expect.arrayContaining(['203.0.113.9', '2001:db8:1:2::/64', '198.51.100.7', '192.0.2.44']));
    expect((await rows(page, 'networks')).map(([network]) => network)).toContain('2001:db8:1::/48');
    expect((await rows(page, 'users')).map(([user]) => user)).toContain('root');
    expect(await rows(page, 'viruses')).toMatchObject([
      ['Eicar-Signature', '1', '1', '/srv/uploads/invoice <b>.exe', expect.any(String)],
    ]);
    expect(await page.locator('.columns rect').count()).toBeGreaterThan(0);
    await page.click('nav.ranges >> text=24 hours');
    expect(await page.getAttribute('nav.ranges [aria-current]', 'href')).toContain('range=24h');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('should lead from a kind to its findings and to the evidence, which is text', async () => {
    const { page, context, complaints } = await openPage(browser, app.url, { locale: 'en-GB' });
    await openSignedIn(page, `${app.url}/security?range=7d`, trial.key);
    await page.click('text=Cross-site scripting');
    expect(await page.innerText('h1')).toBe('Findings');
    expect(await page.inputValue('select[name=kind]')).toBe('cross-site-scripting');
    await page.locator('tbody a').first().click();
    expect(await page.innerText('h1')).toBe('Cross-site scripting');
    expect(await page.locator('code.log').first().innerText()).toMatch(/192\.0\.2\.44.*search\?q=/);
    await page.goto(`${app.url}/security/findings?range=7d`);
    await page.selectOption('select[name=kind]', 'virus');
    await page.click('form.filter button');
    expect(page.url()).toContain('kind=virus');
    expect(await page.locator('tbody tr').count()).toBe(1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('should show networks only to readers without the scope, and refuse them the evidence', async () => {
    const { page, context } = await openPage(browser, open.url, { locale: 'fr-FR' });
    await openSignedIn(page, `${open.url}/security?range=7d`, limited.key);
    const text = await page.innerText('main');
    expect(text).toContain('203.0.113.0/24');
    expect(text).toContain('Les adresses sont réduites à leur réseau');
    expect(text).not.toMatch(/203\.0\.113\.9|2001:db8:1:2|root|invoice/);
    expect((await page.goto(`${open.url}/security/findings`))?.status()).toBe(403);
    const headers = { authorization: `Bearer ${limited.key}` };
    expect((await send(open.url, '/api/security/findings', headers)).status).toBe(403);
    const report = await send(open.url, '/api/security/report', headers);
    expect([report.status, JSON.stringify(report.json())]).toEqual([200, expect.not.stringContaining('203.0.113.9')]);
    await context.close();
  });

  it('should answer in JSON, YAML and CSV, and refuse other formats', async () => {
    const headers = { authorization: `Bearer ${trial.key}` };
    const of = (path: string, accept = '*/*') => send(app.url, path, { ...headers, accept });
    expect((await of('/api/security/report?range=7d')).json()).toMatchObject({ totals: { viruses: 1 } });
    expect((await of('/api/security/report?range=7d', 'application/yaml')).text).toContain('viruses: 1');
    const csv = await of('/api/security/findings?range=7d&format=csv');
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n')[0]).toMatch(/^id,kind,level,reason,source/);
    expect((await of('/api/security/findings?range=7d&source=2001:DB8:1:2::99')).json()).toMatchObject({
      total: 1,
      findings: [{ source: '2001:db8:1:2::/64' }],
    });
    expect((await of('/api/security/report', 'image/png')).status).toBe(406);
    for (const wrong of ['range=9d', 'from=yesterday', 'from=2999-01-01T00:00:00Z', 'level=x', 'limit=0'])
      expect([wrong, (await of(`/api/security/findings?${wrong}`)).status]).toEqual([wrong, 400]);
    expect((await of('/api/security/findings/unknown')).status).toBe(404);
  });

  it.each(PAGE_VARIANTS)('should be accessible and fit narrow screens, in %s and %s', async (lang, colorScheme) => {
    const locale = lang === 'fr' ? 'fr-FR' : 'en-GB';
    for (const width of [390, 1280, 1920]) {
      const { page, context, complaints } = await openPage(browser, app.url, { locale, colorScheme, width });
      await openSignedIn(page, `${app.url}/security?range=24h`, trial.key);
      const pages = { report: page.url(), findings: `${app.url}/security/findings?range=24h`, finding: '' };
      for (const [name, url] of Object.entries(pages)) {
        if (name === 'finding') await page.locator('tbody a').first().click();
        else await page.goto(url);
        await page.waitForSelector('.security');
        expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, width]);
        expect(await accessibilityViolations(page)).toEqual([]);
        if (screenshots !== undefined)
          await page.screenshot({ path: `${screenshots}/${name}-${lang}-${String(width)}.png`, fullPage: true });
      }
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it('should delete everything about a source, and record it without naming it', async () => {
    const headers = { authorization: `Bearer ${trial.key}`, 'content-type': 'application/json' };
    const post = (body: string) => send(app.url, '/api/security/erasures', headers, 'POST', body);
    expect((await post('{"address":"192.0.2.44"}')).status).toBe(400);
    expect((await post('{"source":"192.0.2.44"}')).json()).toEqual({ erased: 1 });
    expect((await post('{"source":"192.0.2.44"}')).json()).toEqual({ erased: 0 });
    const audit = await send(app.url, '/api/audit?event=finding-erase', headers);
    expect(audit.json()).toMatchObject({ entries: [{ facts: { findings: 0 } }, { facts: { findings: 1 } }] });
    expect(audit.text).not.toContain('192.0.2.44');
    const report = await send(app.url, '/api/security/report', headers);
    expect(report.text).not.toContain('192.0.2.44');
  });
});
