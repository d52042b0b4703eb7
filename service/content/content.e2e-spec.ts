import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { TestApp } from '../test/create-test-app.ts';

const DOCUMENTS = {
  events: {
    version: 3,
    items: [
      { id: 1, title: 'Défense', date: '2026-02-15' },
      { id: 2, title: 'Hackathon', date: '2026-03-10', tags: ['code'] },
    ],
  },
  faq: { questions: [{ q: 'Comment déployer ?', a: 'Via *GitHub Actions*' }] },
};
const NEWS =
  'news:\n  # a comment that stays with its author\n  - title: "Mise à jour v1.2"\n    content: "Correction de bugs mineurs."\n    count: 010\n';

describe('Content API', () => {
  let app: TestApp;
  let now = Date.UTC(2026, 10, 21, 12);

  beforeAll(async () => {
    app = await TestApp.start({
      files: {
        'events.json': JSON.stringify(DOCUMENTS.events),
        'faq.json': JSON.stringify(DOCUMENTS.faq),
        'news.yaml': NEWS,
      },
      environment: { CONTENT_EVENTS_MAX_AGE_SECONDS: '120', CONTENT_CACHE_TTL_SECONDS: '3600' },
      now: () => now,
    });
  });
  afterAll(async () => {
    await app.close();
  });

  describe('GET /api/:collection', () => {
    it('should return each document as written, including its envelope', async () => {
      expect((await app.get('/api/events')).json()).toEqual(DOCUMENTS.events);
      expect((await app.get('/api/faq')).json()).toEqual(DOCUMENTS.faq);
      expect((await app.get('/api/news')).json()).toEqual({
        news: [{ title: 'Mise à jour v1.2', content: 'Correction de bugs mineurs.', count: 10 }],
      });
    });

    it.each([
      ['/api/events.yaml', {}, 'application/yaml'],
      ['/api/events.yml', {}, 'application/yaml'],
      ['/api/events?format=yaml', {}, 'application/yaml'],
      ['/api/events', { accept: 'application/yaml' }, 'application/yaml'],
      ['/api/events', { accept: 'application/x-yaml' }, 'application/x-yaml'],
      ['/api/events', { accept: 'text/yaml, text/html;q=0.5' }, 'text/yaml'],
    ])('should return YAML for %s %j', async (path, headers: Record<string, string>, mediaType) => {
      const answer = await app.get(path, headers);
      expect(answer.headers['content-type']).toBe(mediaType);
      expect(load(answer.text)).toEqual(DOCUMENTS.events);
    });

    it.each([
      ['/api/events', { accept: '*/*' }],
      ['/api/events', { accept: 'text/html, application/json;q=0.1' }],
      ['/api/events.json', { accept: 'application/yaml' }],
    ])('should return JSON for %s %j', async (path, headers: Record<string, string>) => {
      expect((await app.get(path, headers)).headers['content-type']).toBe('application/json');
    });

    it.each([
      ['/api/events', { accept: 'image/png' }, 406, 'not-acceptable'],
      ['/api/events?colour=1', {}, 400, 'invalid-parameter'],
      ['/api/events?format=xml', {}, 400, 'invalid-parameter'],
      ['/api/events.json?format=yaml', {}, 400, 'invalid-parameter'],
      ['/api?x=1', {}, 400, 'invalid-parameter'],
      ['/api/jobs', {}, 404, 'not-found'],
      ['/api/events/99', {}, 404, 'not-found'],
      ['/api/events/1/2', {}, 404, 'not-found'],
      ['/api/%zz', {}, 400, 'invalid-request'],
      [`/api/events?q=${'x'.repeat(5000)}`, {}, 414, 'url-too-long'],
    ])('should answer case %# with a problem', async (path, headers: Record<string, string>, status, kind) => {
      const answer = await app.get(path, { 'x-request-id': 'test-request-1', ...headers });
      expect(answer.status).toBe(status);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.headers['x-request-id']).toBe('test-request-1');
      expect(answer.json()).toMatchObject({ type: `urn:kiosque:problem:${kind}`, status, requestId: 'test-request-1' });
      expect((answer.json() as { detail: string }).detail).toMatch(/\.$/);
    });

    it('should reject other methods with Allow, and answer OPTIONS and HEAD', async () => {
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        const answer = await app.get('/api/events', {}, method);
        expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
        expect(answer.json()).toMatchObject({ status: 405 });
      }
      expect((await app.get('/nowhere/at/all', {}, 'POST')).status).toBe(404);
      expect((await app.get('/changes', {}, 'HEAD')).headers['content-type']).toBe('text/event-stream');
      expect((await app.get('/api/events/')).status).toBe(200);
      const options = await app.get('/api/events', {}, 'OPTIONS');
      expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS']);
      const head = await app.get('/api/events', {}, 'HEAD');
      expect([head.status, head.text, head.headers['content-length']]).toEqual([
        200,
        '',
        String((await app.get('/api/events')).bytes.length),
      ]);
    });

    it('should paginate with Link and X-Total-Count, and keep the envelope', async () => {
      const answer = await app.get('/api/events?limit=1&sort=-date');
      expect(answer.json()).toEqual({ version: 3, items: [DOCUMENTS.events.items[1]] });
      expect(answer.headers['x-total-count']).toBe('2');
      expect(answer.headers.link).toContain('</api/events?limit=1&sort=-date&offset=1>; rel="next"');
      expect((await app.get('/api/events?tag=CODE&q=hack')).headers['x-total-count']).toBe('1');
    });
  });

  describe('GET /api/:collection/:id', () => {
    it('should find items by authored id and by slug', async () => {
      expect((await app.get('/api/events/2')).json()).toEqual(DOCUMENTS.events.items[1]);
      expect((await app.get('/api/news/mise-a-jour-v1-2')).json()).toMatchObject({ title: 'Mise à jour v1.2' });
      expect(load((await app.get('/api/events/2.yaml')).text)).toEqual(DOCUMENTS.events.items[1]);
    });
  });

  describe('GET /api', () => {
    it('should list the collections with every representation', async () => {
      const { collections } = (await app.get('/api')).json() as {
        collections: { name: string; status: string; links: Record<string, string> }[];
      };
      expect(collections).toContainEqual({
        name: 'events',
        title: { en: 'Events', fr: 'Événements' },
        status: 'ok',
        items: 2,
        lastModified: expect.stringMatching(/^\d{4}-.*Z$/),
        age: expect.any(Number),
        links: { json: '/api/events.json', yaml: '/api/events.yaml', html: '/events' },
      });
      const served = collections.filter(({ status }) => status === 'ok');
      expect(served.map(({ name }) => name)).toEqual(['events', 'faq', 'news']);
      for (const path of served.flatMap(({ links }) => Object.values(links)))
        expect((await app.get(path)).status).toBe(200);
    });
  });

  describe('caching', () => {
    it('should send the same response through the framework and from the cache', async () => {
      const names = (headers: object): string[] => Object.keys(headers).sort();
      for (const path of ['/api/faq?limit=1', '/faq', '/openapi.json', '/assets/style.css']) {
        const [first, second, other] = [
          await app.get(path),
          await app.get(path),
          await app.get(path, { accept: 'application/json' }),
        ];
        expect(second.text).toBe(first.text);
        expect(names(second.headers)).toEqual(names(first.headers));
        expect({ ...second.headers, date: '' }).toEqual({ ...first.headers, date: '' });
        expect(other.headers.etag).toBe(first.headers.etag);
        expect('access-control-allow-origin' in first.headers).toBe(/^\/(?:api|openapi)/.test(path));
      }
    });

    it('should have validators, cache policy, age and cache status', async () => {
      const answer = await app.get('/api/events');
      expect(answer.headers).toMatchObject({
        'cache-control': 'public, max-age=120, stale-while-revalidate=60, stale-if-error=86400',
        vary: 'Accept, Accept-Encoding',
        etag: expect.stringMatching(/^W\/"[\w-]{22}"$/),
        'last-modified': expect.stringMatching(/GMT$/),
        age: expect.stringMatching(/^\d+$/),
        'cache-status': expect.stringMatching(/^kiosque; hit; ttl=\d+$/),
      });
      expect((await app.get('/api/events.yaml')).headers.vary).toBe('Accept-Encoding');
      expect((await app.get('/api/events.yaml')).headers.etag).not.toBe(answer.headers.etag);
    });

    it('should answer 304 for a current copy in any coding, with the headers of 200', async () => {
      const { headers } = await app.get('/api/events');
      for (const coding of ['identity', 'br', 'gzip', 'zstd']) {
        const answer = await app.get('/api/events', {
          'if-none-match': `"other", ${headers.etag ?? ''}`,
          'accept-encoding': coding,
        });
        expect([answer.status, answer.text]).toEqual([304, '']);
        expect(answer.headers).toMatchObject({
          etag: headers.etag,
          vary: headers.vary,
          'cache-control': headers['cache-control'],
        });
      }
      expect((await app.get('/api/events', { 'if-none-match': '*' })).status).toBe(304);
      expect((await app.get('/api/events', { 'if-modified-since': headers['last-modified'] ?? '' })).status).toBe(304);
      expect((await app.get('/api/events', { 'if-none-match': 'W/"no"' })).status).toBe(200);
    });

    it('should return encoded bodies that decode to the same bytes', async () => {
      const plain = (await app.get('/openapi.json')).bytes;
      const decode = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };
      for (const [coding, decoder] of Object.entries(decode)) {
        for (let turn = 0; turn < 2; turn++) {
          const answer = await app.get('/openapi.json', { 'accept-encoding': coding });
          expect(answer.headers['content-encoding']).toBe(coding);
          expect(answer.bytes.length).toBeLessThan(plain.length / 3);
          expect(decoder(answer.bytes).equals(plain)).toBe(true);
        }
      }
    });

    it('should give each item and list its own entity tag', async () => {
      const paths = [
        '/api/events',
        '/api/events?limit=1',
        '/api/events?limit=1&offset=1',
        '/api/events/1',
        '/api/events/2',
      ];
      const tags = await Promise.all(paths.map(async (path) => (await app.get(path)).headers.etag));
      expect(new Set(tags).size).toBe(paths.length);
    });

    it('should include ages in the index, which do not change its entity tag', async () => {
      const first = await app.get('/api');
      const ageOf = (answer: typeof first): number =>
        (answer.json() as { collections: [{ age: number }] }).collections[0].age;
      now += 1000;
      const second = await app.get('/api');
      expect(ageOf(second)).toBe(ageOf(first) + 1);
      expect(second.headers.etag).toBe(first.headers.etag);
    });

    it('should change the entity tag with the content and the configuration', async () => {
      const before = (await app.get('/api/faq')).headers.etag;
      const other = await TestApp.start({
        files: { 'faq.json': JSON.stringify(DOCUMENTS.faq) },
        environment: { CONTENT_MAX_AGE_SECONDS: '7' },
      });
      expect((await other.get('/api/faq')).headers.etag).not.toBe(before);
      await other.write('faq.json', JSON.stringify({ questions: [] }));
      await other.refresh();
      expect((await other.get('/api/faq')).json()).toEqual({ questions: [] });
      await other.close();
    });
  });

  describe('publishing windows', () => {
    it('should only serve items within their window, and limit max-age to the next boundary', async () => {
      const start = now;
      const iso = (seconds: number): string => new Date(start + seconds * 1000).toISOString();
      const items = [
        { title: 'Soon', publishAt: iso(30) },
        { title: 'Leaving', expireAt: iso(50) },
        { title: 'Always' },
      ];
      await app.write('news.yaml', JSON.stringify({ kept: true, list: items }));
      await app.refresh();
      const titles = async (): Promise<string[]> =>
        ((await app.get('/api/news')).json() as { list: { title: string }[] }).list.map(({ title }) => title);
      const first = await app.get('/api/news');
      expect(await titles()).toEqual(['Leaving', 'Always']);
      expect((first.json() as { kept: boolean }).kept).toBe(true);
      expect(first.headers['cache-control']).toMatch(/max-age=30, stale-while-revalidate=0, stale-if-error=0$/);
      expect((await app.get('/api/news/soon')).status).toBe(404);
      now = start + 30_000;
      expect(await titles()).toEqual(['Soon', 'Leaving', 'Always']);
      const second = await app.get('/api/news');
      expect(second.headers.etag).not.toBe(first.headers.etag);
      now = start + 50_000;
      expect(await titles()).toEqual(['Soon', 'Always']);
      expect((await app.get('/api/news')).headers['cache-control']).toContain('max-age=60');
    });
  });
});
