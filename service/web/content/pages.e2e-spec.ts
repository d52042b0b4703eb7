import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { accessibilityViolations, launchBrowser, openPage } from '../../test/browser.ts';
import { TestApp } from '../../test/create-test-app.ts';
import { PAGE_VARIANTS } from '../../test/page-variants.ts';
import { eventually } from '../../test/eventually.ts';

const screenshots = process.env['SCREENSHOTS'];

/** The day in the pages' time zone, whatever the hour of the test. */
const DAYS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' });
const day = (offset: number): string => DAYS.format(Date.now() + offset * 86_400_000);
const EVENTS = [
  {
    id: 'soon',
    title: 'Réunion <script>alert(1)</script>',
    date: day(3),
    location: 'Mairie',
    content: 'Ordre du jour : *budget*.',
    tags: ['vie locale'],
    url: 'https://example.org/x',
  },
  {
    id: 'odd',
    title: 'مهرجان الكتاب',
    startDate: `${day(5)}T09:00:00Z`,
    endDate: `${day(5)}T11:00:00Z`,
    city: ' ',
    country: 'FR',
    tags: ['interminable'.repeat(12)],
    content: '<p>Un <b>export</b></p>\n\n```\n' + 'x'.repeat(300) + '\n```',
    cfpUrl: 'https://cfp.example/x',
    organiser: 'Les Amis du quai'.repeat(8),
    online: true,
  },
  ...Array.from({ length: 120 }, (_, index) => ({
    name: `Conférence ${String(index)}`,
    startDate: day(-400 - index),
    endDate: day(-398 - index),
    city: 'Lyon',
    country: 'France',
  })),
];
const NEWS = [
  { title: 'Ancienne', date: '2024-01-05', content: 'Texte.' },
  {
    title: 'Récente',
    date: '2025-03-09',
    content:
      '# Titre\n\n<img src=x onerror=alert(1)> ![x](https://tracker.example/x.png) [lien](javascript:alert(1)) [bon](https://example.org)',
  },
];
const FAQ = { questions: [{ q: 'Comment faire ?', a: 'Comme **ceci**.\n\n- un\n- deux' }] };

describe('pages', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
    app = await TestApp.start({
      files: {
        'events.json': JSON.stringify(EVENTS),
        'news.json': JSON.stringify(NEWS),
        'faq.json': JSON.stringify(FAQ),
      },
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  it.each(
    [
      '/',
      '/events',
      '/events?page=3',
      '/news',
      '/faq',
      '/events/soon',
      '/events/odd',
      '/events?tag=vie%20locale&from=2020-01-01',
      '/news/recente',
      '/faq/comment-faire',
      '/nowhere',
    ].flatMap((path) => PAGE_VARIANTS.map(([language, colorScheme]) => [path, language, colorScheme] as const)),
  )('should be accessible, without console messages or overflow: %s %s %s', async (path, language, colorScheme) => {
    const { page, context, complaints } = await openPage(browser, app.url, {
      locale: language === 'fr' ? 'fr-FR' : 'en-GB',
      colorScheme,
      width: 360,
    });
    await page.goto(app.url + path);
    expect(await page.getAttribute('html', 'lang')).toBe(language);
    expect(await page.locator('h1').count()).toBe(1);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      expect(await accessibilityViolations(page)).toEqual([]);
      if (screenshots !== undefined)
        await page.screenshot({
          path: `${screenshots}/${path.replaceAll(/\W+/g, '-')}-${language}-${colorScheme}-${String(width)}.png`,
          fullPage: width === 360,
        });
    }
    expect(complaints.filter((text) => !(path === '/nowhere' && text.includes('404')))).toEqual([]);
    await context.close();
  });

  it('should be readable without JavaScript', async () => {
    const { page, context } = await openPage(browser, app.url, { javaScriptEnabled: false });
    await page.goto(`${app.url}/faq`);
    await page.click('summary');
    expect(await page.locator('details strong').innerText()).toBe('ceci');
    await page.goto(`${app.url}/events`);
    await page.fill('input[name=q]', 'reunion BUDGET');
    await page.click('button[type=submit]');
    expect(await page.locator('.results').innerText()).toContain('1 résultat');
    await context.close();
  });

  it('should escape text and sanitize Markdown', async () => {
    const { page, context, complaints } = await openPage(browser, app.url);
    await page.goto(`${app.url}/news/recente`);
    const html = await page.locator('.prose').innerHTML();
    expect(html).toContain('<h2>Titre</h2>');
    expect(html).not.toContain('img');
    expect(html).not.toContain('javascript:alert(1)"');
    expect(html).toContain('<a href="https://example.org" rel="noopener noreferrer">bon</a>');
    await page.goto(`${app.url}/events/soon`);
    expect(await page.locator('h1').innerText()).toBe('Réunion <script>alert(1)</script>');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('should show unknown fields, and link tags to their lists', async () => {
    const { page, context, complaints } = await openPage(browser, app.url, { locale: 'en-GB' });
    await page.goto(`${app.url}/events/odd`);
    expect(await page.locator('.place').innerText()).toBe('FR');
    expect(await page.locator('.details dt').allInnerTexts()).toEqual(['Cfp url', 'Organiser', 'Online']);
    expect(await page.locator('.details a').getAttribute('href')).toBe('https://cfp.example/x');
    expect(await page.locator('.details dd').last().innerText()).toBe('Yes');
    expect(await page.locator('h1').getAttribute('dir')).toBe('auto');
    await page.locator('.prose pre').focus();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('PRE');
    await page.goto(`${app.url}/events/soon`);
    await page.click('.tags a');
    expect(await page.locator('.entry-title').allInnerTexts()).toEqual(['Réunion <script>alert(1)</script>']);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('should show relative dates, list upcoming events first, and switch language', async () => {
    const { page, context } = await openPage(browser, app.url);
    await page.goto(`${app.url}/`);
    expect(await page.locator('.section-agenda .relative').first().innerText()).toBe('dans 3 jours');
    expect(await page.locator('.section-articles .entry-title').first().innerText()).toBe('Récente');
    await page.click('a[hreflang=en]');
    expect(await page.locator('.section-agenda .relative').first().innerText()).toBe('in 3 days');
    await page.click('nav.menu a[href^="/events"]');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    expect(await page.locator('h2.group').allInnerTexts()).toEqual(['Upcoming', 'Past']);
    expect(await page.locator('.pager').innerText()).toContain('Page 1 of 3');
    await page.click('.pager a[rel=next]');
    expect(page.url()).toContain('lang=en&page=2');
    await context.close();
  });

  it('should be operable by keyboard, with a skip link and visible focus', async () => {
    const { page, context } = await openPage(browser, app.url);
    await page.goto(`${app.url}/`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await context.close();
  });

  it('should refresh an open page when content changes, keep expanded items, and announce it', async () => {
    const { page, context, complaints } = await openPage(browser, app.url);
    await page.goto(`${app.url}/faq`);
    await page.click('summary');
    await app.write('faq.json', JSON.stringify({ questions: [...FAQ.questions, { q: 'Et après ?', a: 'Voilà.' }] }));
    await eventually(async () => {
      expect(await page.locator('summary').allInnerTexts()).toEqual(['Comment faire ?', 'Et après ?']);
    }, 15_000);
    expect(await page.locator('details[open]').count()).toBe(1);
    expect(await page.locator('#live').innerText()).toBe('La page a été mise à jour.');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('should show that content is stale, on open pages too', async () => {
    let now = Date.now();
    let away = false;
    const document = { name: 'news.json', bytes: Buffer.from('[{"title":"N"}]'), etag: '1', lastModified: new Date() };
    const stale = await TestApp.start({
      environment: { CONTENT_CACHE_TTL_SECONDS: '1' },
      now: () => now,
      source: {
        description: 'a source that goes away',
        read: ({ name }) => {
          if (away) return Promise.reject(new Error('away'));
          return Promise.resolve(name === 'news.json' ? { kind: 'found', document } : { kind: 'absent' });
        },
      },
    });
    await stale.refresh();
    const { page, context } = await openPage(browser, stale.url);
    await page.goto(`${stale.url}/news`);
    expect(await page.locator('.notice').count()).toBe(0);
    away = true;
    await stale.refresh();
    now += 5000;
    await eventually(async () => {
      expect(await page.locator('.notice').innerText()).toMatch(
        /^Les dernières informations sont momentanément indisponibles/,
      );
    }, 20_000);
    away = false;
    await stale.refresh();
    await eventually(async () => {
      expect(await page.locator('.notice').count()).toBe(0);
    }, 15_000);
    await context.close();
    await stale.close();
  });

  it('should print without navigation, and show the API description with its strict CSP', async () => {
    const { page, context, complaints } = await openPage(browser, app.url);
    await page.goto(`${app.url}/events`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav.menu').isVisible()).toBe(false);
    expect(await page.locator('h1').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await page.goto(`${app.url}/docs`);
    await page.waitForSelector('#operations-Content-getCollection');
    expect(complaints).toEqual([]);
    const policy = (await app.get('/docs')).headers['content-security-policy'];
    expect(policy).not.toContain('unsafe');
    await context.close();
  });
});
