import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';

/** RFC 9110, where real clients and caches were answered wrongly. */
describe('HTTP', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({
      files: {
        'faq.json': '[{"q": "a", "a": "b"}]',
        'news.json': '[{"title": "a", "content": "b", "expireAt": "2026-11-21T12:01:30Z"}]',
      },
      environment: { CONTENT_NEWS_MAX_AGE_SECONDS: '60', CONTENT_NEWS_STALE_WHILE_REVALIDATE_SECONDS: '600' },
      now: () => now,
    });
    await app.refresh();
  });
  afterAll(async () => {
    await app.close();
  });

  it.each([
    ['application/json;charset=utf-8', 200, 'application/json'],
    ['application/json; charset="utf-8"; q=0.5, application/yaml;q=0.4', 200, 'application/json'],
    ['text/html;level=1, application/yaml;profile="a,b"', 200, 'application/yaml'],
    ['application/json;q=0;charset=utf-8', 406, 'application/problem+json'],
    ['image/png', 406, 'application/problem+json'],
  ])('should read Accept: %s', async (accept, status, mediaType) => {
    const answer = await app.get('/api/faq', { accept });
    expect([answer.status, answer.headers['content-type']?.split(';')[0]]).toEqual([status, mediaType]);
  });

  // Asked twice: the second answer comes from what is prepared, in front of the framework.
  it.each([
    [{ 'if-match': '"anything"' }, 412],
    [{ 'if-match': '*' }, 200],
    [{ 'if-unmodified-since': 'Thu, 01 Jan 2015 00:00:00 GMT' }, 412],
    [{ 'if-unmodified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' }, 200],
    [{ 'if-unmodified-since': 'soon' }, 200],
    [{ 'if-match': '*', 'if-unmodified-since': 'Thu, 01 Jan 2015 00:00:00 GMT' }, 200],
    [{ 'if-match': '"x"', 'if-none-match': '*' }, 412],
    [{ 'if-match': '*', 'if-none-match': '*' }, 304],
    [{ 'if-modified-since': '2100' }, 200],
    [{ 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' }, 304],
  ])('should answer %j with %i', async (headers, status) => {
    for (const path of ['/api/faq', '/api/faq']) expect((await app.get(path, headers)).status).toBe(status);
  });

  it('should reject its own entity tag in If-Match, because it is weak', async () => {
    const { etag = '' } = (await app.get('/api/faq')).headers;
    expect((await app.get('/api/faq', { 'if-match': etag })).status).toBe(412);
  });

  it('should honour identity;q=0', async () => {
    const answer = await app.get('/api/faq', { 'accept-encoding': 'gzip, identity;q=0' });
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, 'gzip']);
    expect(JSON.parse(gunzipSync(answer.bytes).toString())).toEqual([{ q: 'a', a: 'b' }]);
    expect((await app.get('/api/faq', { 'accept-encoding': 'identity;q=0' })).status).toBe(406);
    expect((await app.get('/api/faq', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
  });

  it.each([
    ['fr;q=0', 'en'],
    ['en;q=0', 'fr'],
    ['fr;q=0, *', 'en'],
    ['fr;q=0, en;q=0', 'fr'],
    ['frr', 'fr'],
    ['fr-CA;q=0', 'fr'],
    ['de, en-US;q=0.1', 'en'],
  ])('should read Accept-Language: %s', async (header, language) => {
    expect((await app.get('/', { 'accept-language': header })).headers['content-language']).toBe(language);
  });

  it('should not let caches serve an item after it expires', async () => {
    const cacheControl = (await app.get('/api/news')).headers['cache-control'];
    expect(cacheControl).toBe('public, max-age=60, stale-while-revalidate=30, stale-if-error=30');
  });

  it.each(['OPTIONS', 'DELETE'])('should answer %s with 404 if nothing exists there', async (method) => {
    expect((await app.get('/nope', {}, method)).status).toBe(404);
    expect((await app.get('/api/nope', {}, method)).status).toBe(404);
    expect((await app.get('/nope/1', {}, method)).status).toBe(404);
    expect((await app.get('/faq', {}, 'OPTIONS')).status).toBe(204);
    expect((await app.get('/api/faq.yaml', {}, 'DELETE')).headers.allow).toBe('GET, HEAD, OPTIONS');
  });
});
