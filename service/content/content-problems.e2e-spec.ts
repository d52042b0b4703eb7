import { describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';

describe('Cross-origin access, limits and malformed requests', () => {
  const files = { 'faq.json': JSON.stringify({ questions: [{ q: 'Comment déployer ?', a: 'Via *GitHub Actions*' }] }) };

  it('should be open to every origin by default', async () => {
    const app = await TestApp.start({ files });
    for (let turn = 0; turn < 2; turn++) {
      const answer = await app.get('/api/faq', { origin: 'https://a.example' });
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      expect(answer.headers.vary).not.toContain('Origin');
    }
    const preflight = await app.get(
      '/api/faq',
      {
        origin: 'https://a.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'if-none-match',
      },
      'OPTIONS',
    );
    expect([preflight.status, preflight.headers['access-control-allow-methods']]).toEqual([204, 'GET, HEAD']);
    await app.close();
  });

  it('should be open to listed origins only, and vary by Origin', async () => {
    const app = await TestApp.start({ files, environment: { CORS_ORIGINS: 'https://a.example,https://b.example' } });
    for (let turn = 0; turn < 2; turn++) {
      const allowed = await app.get('/api/faq', { origin: 'https://a.example' });
      expect(allowed.headers['access-control-allow-origin']).toBe('https://a.example');
      const refused = await app.get('/api/faq', { origin: 'https://c.example' });
      expect(refused.headers['access-control-allow-origin']).toBeUndefined();
      const plain = await app.get('/api/faq');
      for (const answer of [allowed, refused, plain]) expect(answer.headers.vary).toContain('Origin');
    }
    await app.close();
  });

  it('should limit the configured rate, including cached responses, but never for probes', async () => {
    const app = await TestApp.start({ files, environment: { RATE_LIMIT_PER_MINUTE: '3' } });
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn++) statuses.push((await app.get('/api/faq')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await app.get('/api/faq');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.json()).toMatchObject({ type: 'urn:kiosque:problem:too-many-requests' });
    expect((await app.get('/healthz')).status).toBe(200);
    await app.close();
  });

  it('should answer oversized headers with 431, and malformed HTTP with 400', async () => {
    const app = await TestApp.start({ files, environment: { MAX_HEADER_BYTES: '2048' } });
    const large = await app.get('/api/faq', { 'x-filler': 'x'.repeat(4000) });
    expect([large.status, large.headers['content-type']]).toEqual([431, 'application/problem+json']);
    const { connect } = await import('node:net');
    const { once } = await import('node:events');
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.write('NOT HTTP\r\n\r\n');
    await once(socket, 'close');
    expect(received).toMatch(/^HTTP\/1\.1 400 [^]*"type":"urn:kiosque:problem:invalid-request"/);
    await app.close();
  });
});

describe('unavailable content', () => {
  it('should answer 503 with Retry-After until the first read, and 404 if the source has no document', async () => {
    const app = await TestApp.start({ environment: { CONTENT_DIRECTORY: '/nonexistent/kiosque' } });
    const answer = await app.get('/api/events');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    expect((await app.get('/readyz')).status).toBe(503);
    expect((await app.get('/readyz')).json()).toMatchObject({
      status: 503,
      checks: { 'content.events': { status: 'down' } },
    });
    const managed = await app.managed('/readyz');
    expect(managed.status).toBe(503);
    expect(managed.json()).toMatchObject({
      status: 'error',
      details: { 'content.events': { status: 'down', message: expect.stringContaining('does not exist') } },
    });
    expect((await app.get('/startupz')).status).toBe(200);
    expect((await app.get('/healthz')).json()).toEqual({ status: 'alive' });
    await app.close();
    const empty = await TestApp.start();
    expect((await empty.get('/api/events')).status).toBe(404);
    expect((await empty.managed('/readyz')).json()).toMatchObject({
      status: 'ok',
      details: { 'content.events': { message: expect.stringContaining('absent') } },
    });
    await empty.close();
  });

  it('should serve the last good copy of a document that became hostile, report why, and not block', async () => {
    const app = await TestApp.start({ files: { 'news.yaml': 'news:\n  - title: Good\n' } });
    await app.refresh();
    const hostile = [
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh']
        .map(
          (name, index) =>
            `${name}: &${name} [${Array(9)
              .fill(`*${'abcdefg'[index] ?? ''}`)
              .join(',')}]`,
        )
        .join('\n')}`,
      '['.repeat(100_000),
      `[${'1,'.repeat(500_000)}1]`,
      `{${Array.from({ length: 90_000 }, (_, index) => `k${String(index)}: 1`).join(', ')}}`,
      'news:\n\t- title: x',
      '{"__proto__": 1}',
      `news:\n${'  - title: the same\n    tags: 5\n'.repeat(20_000)}`,
    ];
    const stalls: number[] = [];
    for (const text of hostile) {
      await app.write('news.yaml', text);
      const before = process.threadCpuUsage();
      await app.refresh();
      const { user, system } = process.threadCpuUsage(before);
      stalls.push((user + system) / 1000);
      expect((await app.get('/api/news')).json()).toEqual({ news: [{ title: 'Good' }] });
      const ready = await app.managed('/readyz');
      expect(ready.json()).toMatchObject({
        status: 'degraded',
        details: {
          'content.news': { status: 'degraded', message: expect.stringMatching(/news\.yaml, line \d+, column \d+: /) },
        },
      });
    }
    // What the thread that answers readers works is what they wait for; another thread may work longer.
    expect(Math.max(...stalls)).toBeLessThan(100);
    expect(app.log.filter(({ state }) => state === 'invalid-document')).toHaveLength(1);
    expect(await app.metrics()).toMatch(/kiosque_content_refreshes_total\{collection="news",outcome="refused"\} [6-9]/);
    await app.close();
  });
});
