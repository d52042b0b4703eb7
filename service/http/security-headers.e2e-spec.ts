import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';

/** Headers that differ between responses; the others are the same for each kind of response. */
const OWN =
  /^(?:age|cache-control|cache-status|connection|content-length|date|etag|last-modified|vary|x-request-id|x-total-count)$/;

const PAGE = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
const DATA = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};
const HTML = 'text/html; charset=utf-8';

describe('the headers of answers', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({
      files: { 'faq.json': '[{"q": "a", "a": "b"}]' },
      environment: { CORS_ORIGINS: 'none' },
    });
    await app.refresh();
  });
  afterAll(async () => {
    await app.close();
  });

  it.each<[string, string, object]>([
    ['/', 'text/html', { ...PAGE, 'content-type': HTML, 'content-language': 'fr' }],
    ['/faq', 'text/html', { ...PAGE, 'content-type': HTML, 'content-language': 'fr' }],
    ['/faq/a', 'text/html', { ...PAGE, 'content-type': HTML, 'content-language': 'fr' }],
    ['/nope', 'text/html', { ...PAGE, 'content-type': HTML, 'content-language': 'fr' }],
    ['/docs', 'text/html', { ...PAGE, 'content-type': HTML }],
    ['/assets/style.css', '*/*', { ...PAGE, 'content-type': 'text/css; charset=utf-8' }],
    ['/api/faq', '*/*', { ...DATA, 'content-type': 'application/json' }],
    ['/api/nope', '*/*', { ...DATA, 'content-type': 'application/problem+json; charset=utf-8' }],
    ['/healthz', '*/*', { ...DATA, 'content-type': 'application/json; charset=utf-8' }],
  ])('should be exactly these: %s', async (path, accept, expected) => {
    const { headers } = await app.get(path, { accept });
    expect(Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN.test(name)))).toEqual(expected);
  });

  it('should be those of API responses on event streams', async () => {
    const { headers } = await app.get('/changes', {}, 'HEAD');
    expect(headers).toMatchObject({ ...DATA, 'content-type': 'text/event-stream' });
  });
});

describe('pages of a site whose data may be read by others', () => {
  it('should be same-origin, including problem pages', async () => {
    const app = await TestApp.start({ files: { 'faq.json': '[{"q": "a", "a": "b"}]' } });
    await app.refresh();
    for (const path of ['/faq', '/nope']) {
      const { headers } = await app.get(path, { accept: 'text/html' });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
    expect((await app.get('/api/nope')).headers).toMatchObject({ 'access-control-allow-origin': '*' });
    await app.close();
  });
});
