import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../../test/create-test-app.ts';

const EVENTS = [
  { id: 'same-day', title: 'Same day', startDate: '2026-11-25T18:00:00+01:00', endDate: '2026-11-25T20:30:00+01:00' },
  { id: 'two-days', title: 'Two days', startDate: '2026-11-28T09:00:00+01:00', endDate: '2026-11-29T17:00:00+01:00' },
  { id: 'running', title: 'Running', startDate: '2026-11-06', endDate: '2026-12-01', tags: ['Expo'] },
  {
    id: 'this-morning',
    title: 'This morning',
    startDate: '2026-11-21T08:00:00+01:00',
    endDate: '2026-11-21T10:00:00+01:00',
  },
  { id: 'now', title: 'Now', startDate: '2026-11-21T12:00:00+01:00', endDate: '2026-11-21T15:00:00+01:00' },
  { id: 'mixed', title: 'Mixed', startDate: '2026-11-24', endDate: '2026-11-24T23:00:00+01:00' },
  { id: 'whole', title: 'Whole', startDate: '2026-11-21', endDate: '2026-11-21' },
  { id: 'first', title: 'First of March', date: '2027-03-01', tags: ['expo', 'marché'] },
  { id: 'new-year', title: 'Midnight', date: '2027-01-01T00:00:00+01:00' },
];

/** It is 13:00 in Paris on 21 November 2026. */
describe('the agenda', () => {
  let now = Date.parse('2026-11-21T12:00:00Z');
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ files: { 'events.json': JSON.stringify(EVENTS) }, now: () => now });
    await app.refresh();
  });
  afterAll(async () => {
    await app.close();
  });

  /** The text of a page, without its elements. */
  const textOf = async (path: string): Promise<string> => {
    const { status, text } = await app.get(path);
    expect(status).toBe(200);
    const main = /<main[^>]*>([^]*)<\/main>/.exec(text)?.[1] ?? '';
    return main.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  };
  const titlesOf = async (path: string): Promise<string[]> =>
    (await app.get(path)).text.match(/(?<=entry-title[^]{0,120}?<a [^>]*>)[^<]+/g) ?? [];

  it.each([
    ['same-day', 'en', 'Wednesday, 25 November 2026, 18:00 to 20:30 in 4 days'],
    ['same-day', 'fr', 'mercredi 25 novembre 2026, 18:00 à 20:30 dans 4 jours'],
    ['two-days', 'en', 'From 28 November 2026, 09:00 to 29 November 2026, 17:00 in 7 days'],
    ['running', 'en', 'From 6 November 2026 to 1 December 2026 Now, until 1 December'],
    ['running', 'fr', 'Du 6 novembre 2026 au 1er décembre 2026 En ce moment, jusqu’au 1er décembre'],
    ['now', 'en', 'Saturday, 21 November 2026, 12:00 to 15:00 Now, until 15:00'],
    ['now', 'fr', 'samedi 21 novembre 2026, 12:00 à 15:00 En ce moment, jusqu’à 15:00'],
    ['mixed', 'en', 'Tuesday, 24 November 2026 until 23:00 in 3 days'],
    ['mixed', 'fr', 'mardi 24 novembre 2026 jusqu’à 23:00 dans 3 jours'],
    ['whole', 'en', 'Saturday, 21 November 2026 today'],
    ['this-morning', 'en', 'Saturday, 21 November 2026, 08:00 to 10:00 today'],
    ['first', 'fr', 'lundi 1er mars 2027 dans 3 mois'],
  ])('should show the date of %s (%s)', async (id, language, expected) => {
    expect(await textOf(`/events/${id}?lang=${language}`)).toContain(expected);
  });

  it('should list past events separately, and ongoing events first', async () => {
    const [, upcoming = '', past = ''] = /Upcoming(.*)Past(.*)/.exec(await textOf('/events?lang=en')) ?? [];
    expect(upcoming).toMatch(/Running.*Now.*Same day.*Two days.*Midnight.*First of March/);
    expect(past).toMatch(/This morning/);
    expect(past).not.toMatch(/Running|Same day/);
  });

  it('should change when an event ends, and expire in caches', async () => {
    const { headers } = await app.get('/events?lang=en');
    expect(headers['cache-control']).toContain('max-age=60');
    now = Date.parse('2026-11-21T13:59:30Z');
    await app.refresh();
    expect((await app.get('/events?lang=en')).headers['cache-control']).toMatch(/max-age=30, stale-while-revalidate=0/);
    now = Date.parse('2026-11-21T14:00:01Z');
    await app.refresh();
    expect(/Past(.*)/.exec(await textOf('/events?lang=en'))?.[1]).toContain('Now');
    now = Date.parse('2026-11-21T12:00:00Z');
    await app.refresh();
  });

  it.each([
    ['/events?tag=expo', ['Running', 'First of March']],
    ['/events?tag=expo&tag=marche', ['First of March']],
    ['/events?from=2027-01-01', ['Midnight', 'First of March']],
    ['/events?to=2026-11-21&lang=en', ['Running', 'Whole', 'Now', 'This morning']],
    [
      '/events?q=&tag=&from=',
      ['Running', 'Whole', 'Now', 'Mixed', 'Same day', 'Two days', 'Midnight', 'First of March', 'This morning'],
    ],
    ['/events?utm_source=x&tag=expo', ['Running', 'First of March']],
  ])('should filter the page by %s', async (path, titles) => {
    expect(await titlesOf(path)).toEqual(titles);
  });

  it('should keep and show the filter while searching', async () => {
    const { text } = await app.get('/events?tag=expo&from=2027-03-01&lang=fr');
    expect(text).toContain('<input type="hidden" name="tag" value="expo"/>');
    expect(text).toContain('<input type="hidden" name="from" value="2027-03-01"/>');
    expect(await textOf('/events?tag=expo&from=2027-03-01&lang=fr')).toContain(
      '1 résultat · Étiquette : expo · À partir du 1er mars 2027 ·',
    );
  });

  it('should state in Vary what the response depends on', async () => {
    expect((await app.get('/events')).headers.vary).toBe('Accept-Language, Accept-Encoding');
    expect((await app.get('/events?lang=fr')).headers.vary).toBe('Accept-Encoding');
  });

  it('should let caches keep its files for a year only under versioned URLs', async () => {
    const [, style = ''] = /href="(\/assets\/style\.css\?v=[\w-]+)"/.exec((await app.get('/events')).text) ?? [];
    const immutable = 'public, max-age=31536000, immutable';
    expect((await app.get(style)).headers['cache-control']).toBe(immutable);
    for (const other of [`${style}x`, '/assets/style.css'])
      expect((await app.get(other)).headers['cache-control']).toBe('public, max-age=300');
  });

  it.each(['from=soon', 'from=2027-01-01&to=2026-01-01', `tag=${'x'.repeat(101)}`, `q=${'x'.repeat(201)}`, 'page=0'])(
    'should reject %s',
    async (query) => {
      expect((await app.get(`/events?${query}`)).status).toBe(400);
    },
  );

  it('should also filter by days of the time zone in the API', async () => {
    const answer = await app.get('/api/events?from=2027-01-01&to=2027-01-01');
    expect(answer.json()).toEqual([EVENTS.at(-1)]);
  });
});
