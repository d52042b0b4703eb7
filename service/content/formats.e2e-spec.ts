import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestApp } from '../test/create-test-app.ts';
import type { Format } from './representations/format.ts';
import { FORMATS } from './representations/formats.ts';

/** The whole of what a format takes: a list of titles, for news alone. */
const TITLES: Format = {
  name: 'titles',
  title: 'Titles',
  mediaTypes: ['text/plain'],
  suffixes: ['txt'],
  offers: ({ name }) => name === 'news',
  list: (_copy, items) => Promise.resolve(Buffer.from(items.map(({ title }) => `${title}\n`).join(''))),
};

interface Operation {
  readonly parameters: readonly { name: string; schema: { enum?: string[]; pattern?: string } }[];
  readonly responses: { readonly '200': { readonly content: object } };
}

describe('a third format', () => {
  let app: TestApp;

  beforeAll(async () => {
    (FORMATS as Format[]).push(TITLES);
    // Loaded afterwards, because requests are described when their module is loaded.
    const { TestApp: Apps } = await import('../test/create-test-app.ts');
    app = await Apps.start({
      files: {
        'news.json': '[{"id":1,"title":"A"},{"id":2,"title":"B"}]',
        'events.json': '[{"id":1,"title":"E","date":"2026-01-01"}]',
        'faq.json': '[]',
      },
    });
  });
  afterAll(async () => {
    await app.close();
  });

  it('should be available by suffix, parameter and Accept, for filtered lists too', async () => {
    const answers = [
      await app.get('/api/news.txt'),
      await app.get('/api/news?format=titles'),
      await app.get('/api/news', { accept: 'text/plain' }),
    ];
    for (const { status, headers, text } of answers)
      expect([status, headers['content-type'], text]).toEqual([200, 'text/plain', 'A\nB\n']);
    expect(answers.map(({ headers }) => headers.vary)).toEqual([
      'Accept-Encoding',
      'Accept-Encoding',
      'Accept, Accept-Encoding',
    ]);
    expect((await app.get('/api/news.txt?q=b')).text).toBe('B\n');
    expect((await app.get('/api/news')).headers['content-type']).toBe('application/json');
  });

  it('should not be available for other collections, items or the index', async () => {
    const statuses = async (...paths: string[]): Promise<number[]> =>
      await Promise.all(paths.map(async (path) => (await app.get(path)).status));
    expect(await statuses('/api/events.txt', '/api/news/1.txt')).toEqual([404, 404]);
    expect(await statuses('/api/events?format=titles', '/api/news/1?format=titles', '/api?format=titles')).toEqual([
      400, 400, 400,
    ]);
    expect((await app.get('/api/events?format=titles')).json().detail).toBe(
      'The parameter "format" must be json or yaml.',
    );
    expect((await app.get('/api/events', { accept: 'text/plain' })).status).toBe(406);
    expect((await app.get('/api/news.txt?format=json')).json().detail).toBe(
      'The parameter "format" contradicts the suffix .txt: use only one of them.',
    );
  });

  it('should be linked only from its collection', async () => {
    const { collections } = (await app.get('/api')).json() as { collections: { name: string; links: object }[] };
    expect(Object.fromEntries(collections.map(({ name, links }) => [name, Object.keys(links)]))).toEqual({
      events: ['json', 'yaml', 'html'],
      faq: ['json', 'yaml', 'html'],
      news: ['json', 'yaml', 'titles', 'html'],
    });
    expect((await app.get('/news')).text).toContain('<a href="/api/news.txt">Titles</a>');
    expect((await app.get('/events')).text).not.toContain('.txt');
  });

  it('should be described', async () => {
    const { paths } = (await app.get('/openapi.json')).json() as { paths: Record<string, { get: Operation }> };
    const formatOf = (path: string): unknown =>
      paths[path]?.get.parameters.find(({ name }) => name === 'format')?.schema.enum;
    expect([formatOf('/api'), formatOf('/api/{collection}'), formatOf('/api/{collection}/{id}')]).toEqual([
      ['json', 'yaml'],
      ['json', 'yaml', 'titles'],
      ['json', 'yaml'],
    ]);
    const list = paths['/api/{collection}']?.get;
    expect(Object.keys(list?.responses[200].content ?? {})).toContain('text/plain');
    expect(list?.parameters.find(({ name }) => name === 'collection')?.schema.pattern).toBe(
      '^(?:events|faq|news)(?:\\.(?:json|yaml|yml|txt))?$',
    );
  });
});
