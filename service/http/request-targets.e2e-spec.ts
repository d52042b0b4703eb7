import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawRequest, statusOf } from '../test/raw-request.ts';
import { ServiceProcess } from '../test/service-process.ts';

/** Request targets that have crashed a process, or look as if they could. */
const TARGETS = [
  ...[
    '/',
    '//',
    '///',
    '//[',
    '/\\[',
    '/\\\\',
    '//a:b/%zz',
    '//evil.example/x',
    '/%',
    '/%zz',
    '/%00',
    '/\xff',
    '/\xc3\x28',
  ],
  ...[
    '/..',
    '/%2e%2e',
    '/nope/%2e%2e?p',
    '/./',
    '/.',
    '/;',
    '/?',
    '/??',
    '/?%',
    '/?lang=%',
    '/#',
    '/?#',
    '/[::1]',
    '/:',
    '/@',
  ],
  ...[
    '*',
    '**',
    'http://[/x',
    'http://a:99999/z',
    'http://h//',
    'http://h',
    'http://h?x',
    'ftp://h/x',
    'x:',
    'http:',
    'h:80',
  ],
  ...['/__proto__', '/constructor', '/docs/__proto__', '/docs/constructor', '/assets/__proto__', '/api/__proto__'],
  ...['/api/events.__proto__', '/api/events/constructor', '/api/events?sort=__proto__', '/api/events?__proto__=1'],
];
/** Queries that are repeated in links, of maximum length. */
const QUERIES = [
  `/api/events?limit=1${'&tag=x'.repeat(180)}`,
  `/api/events?limit=1${`&tag=${'%F0%9F%98%80'.repeat(25)}`.repeat(10)}`,
  `/api/events?limit=1&offset=2&q=${'%E6%97%A5'.repeat(200)}`,
  `/api/events?limit=1&q=${'!'.repeat(200)}${"&tag=()'~!".repeat(10)}`,
  `/events?q=${'%E6%97%A5'.repeat(200)}&utm_source=${'x'.repeat(1000)}`,
  `/news?${'a=b&'.repeat(500)}`,
];
/** Gateways reject larger response headers: the limit of nginx is 4 KiB. */
const MAX_HEAD_BYTES = 4096;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND'];
const ACCEPTS = ['text/html', '*/*', 'application/json'];

/** Values of path parameters. */
const SEGMENTS = [
  'events',
  'default',
  '[',
  '%5B',
  '%zz',
  '..',
  '%2e%2e',
  '__proto__',
  'default.AAAAAAAAAAAAAAAAAAAAAA',
];

describe('request targets', () => {
  let service: ServiceProcess;
  let url: string;
  let templates: string[];

  beforeAll(async () => {
    ({ service, url } = await ServiceProcess.start({ QUEUE_TICKETS_PER_MINUTE: '0', SHUTDOWN_DRAIN_SECONDS: '0' }));
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
    templates = Object.keys(paths);
  });

  afterAll(async () => {
    await service.end('SIGTERM');
  });

  it('should be answered with 2xx, 3xx or 4xx and at most 4 KiB of headers, whatever they are', async () => {
    const streams = templates.filter((template) => /\/changes$|\/events$/.test(template) && template !== '/api/events');
    const ofRoutes = templates
      .filter((template) => !streams.includes(template))
      .flatMap((template) => SEGMENTS.map((segment) => template.replaceAll(/\{[^}]+\}/g, segment)));
    expect(templates.length).toBeGreaterThan(25);
    const requests = [...TARGETS, ...QUERIES, ...new Set(ofRoutes)].flatMap((target) =>
      METHODS.flatMap((method) => ACCEPTS.map((accept) => ({ target, method, accept }))),
    );
    const wrong: unknown[] = [];
    const send = async ({ target, method, accept }: (typeof requests)[number]): Promise<void> => {
      const head = `${method} ${target} HTTP/1.1\r\nHost: h\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`;
      const answer = await rawRequest(url, head);
      const status = statusOf(answer);
      const size = answer.indexOf('\r\n\r\n');
      if (!(status >= 200 && status < 500) || size > MAX_HEAD_BYTES)
        wrong.push({ method, target, accept, status, size });
    };
    for (let index = 0; index < requests.length; index += 16) {
      await Promise.all(requests.slice(index, index + 16).map(send));
    }
    expect(wrong).toEqual([]);
    expect(service.child.exitCode).toBeNull();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('should be supported in absolute form', async () => {
    const head = 'Host: h\r\nConnection: close\r\n\r\n';
    const answer = await rawRequest(url, `GET http://example.org/api/events.json HTTP/1.1\r\n${head}`);
    expect(statusOf(answer)).toBe(200);
  });

  it('should not result in links to another host', async () => {
    const answer = await rawRequest(
      url,
      'GET //evil.example/x HTTP/1.1\r\nHost: h\r\nAccept: text/html\r\nConnection: close\r\n\r\n',
    );
    expect(statusOf(answer)).toBe(404);
    expect(answer).toContain('href="/evil.example/x?lang=en"');
    expect(answer).not.toMatch(/(?:href|src|action)="(?:\/\/|\/\\)/);
  });
});
