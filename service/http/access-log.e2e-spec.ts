import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { send } from '../test/create-test-app.ts';
import type { Answer } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { freePort } from '../test/free-port.ts';
import { rawRequest, statusOf } from '../test/raw-request.ts';
import { ServiceProcess } from '../test/service-process.ts';
import { ACCESS_LINE } from './access-log.schema.ts';

type AccessLine = z.infer<typeof ACCESS_LINE>;

const COUNTER = 'kiosque_access_log_lines_total';

/** The built service with a line for every request. */
class Fixture {
  readonly service: ServiceProcess;
  readonly url: string;
  readonly #managementPort: number;

  private constructor(service: ServiceProcess, url: string, managementPort: number) {
    this.service = service;
    this.url = url;
    this.#managementPort = managementPort;
  }

  static async start(environment: NodeJS.ProcessEnv): Promise<Fixture> {
    const managementPort = await freePort();
    const own = { MANAGEMENT_PORT: String(managementPort), SHUTDOWN_DRAIN_SECONDS: '0', CORS_ORIGINS: 'none' };
    const { service, url } = await ServiceProcess.start({ ...own, ...environment });
    const fixture = new Fixture(service, url, managementPort);
    await eventually(() => {
      expect(service.output.match(/"content loaded"/g)).toHaveLength(3);
    });
    return fixture;
  }

  /** Lines of the log, without the key for trying the queue, which is printed for people. */
  lines(): readonly Readonly<Record<string, unknown>>[] {
    const lines = this.service.output.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Returns the lines of the access log, checked against its schema. */
  accessLines(): readonly AccessLine[] {
    return this.lines()
      .filter(({ msg }) => msg === 'request')
      .map((line) => ACCESS_LINE.parse(line));
  }

  /** Sends a request, and waits for its only line. */
  async answered(
    path: string,
    { headers = {}, method = 'GET', body }: { headers?: Record<string, string>; method?: string; body?: string } = {},
  ): Promise<[Answer, AccessLine]> {
    const id = `request-${crypto.randomUUID()}`;
    const answer = await send(this.url, path, { ...headers, 'x-request-id': id }, method, body);
    return [answer, await this.lineOf(({ requestId }) => requestId === id)];
  }

  async lineOf(isMeant: (line: AccessLine) => boolean): Promise<AccessLine> {
    return await eventually(() => {
      const found = this.accessLines().filter(isMeant);
      expect(found).toHaveLength(1);
      return found[0] as AccessLine;
    });
  }

  async metrics(): Promise<string> {
    return (await send(`http://127.0.0.1:${String(this.#managementPort)}`, '/metrics')).text;
  }
}

describe('The access log of the built service', () => {
  let fixture: Fixture;

  beforeAll(async () => {
    fixture = await Fixture.start({ LOG_REQUESTS: 'all', LOG_ADDRESSES: 'full' });
  });
  afterAll(async () => {
    await fixture.service.end('SIGTERM');
  });

  it.each([
    ['/api/events', 'GET', {}, '/api/:collection', 200],
    ['/api/events', 'GET', {}, '/api/:collection', 200],
    ['/api/events', 'GET', { 'accept-encoding': 'gzip' }, '/api/:collection', 200],
    ['/api/events', 'HEAD', {}, '/api/:collection', 200],
    ['/api/events?limit=1', 'GET', {}, '/api/:collection', 200],
    ['/news', 'GET', { 'accept-language': 'fr' }, '/:collection', 200],
    ['/api/nothing', 'GET', {}, '/api/:collection', 404],
    ['/nothing/at/all', 'GET', { accept: 'text/html' }, 'unmatched', 404],
    ['/api/events', 'DELETE', {}, 'unmatched', 405],
    ['/api/events', 'OPTIONS', {}, 'unmatched', 204],
    ['/%zz', 'GET', {}, 'unmatched', 400],
    ['/api/queues/default/tickets', 'POST', { 'content-type': 'application/json' }, '/api/queues/:queue/tickets', 201],
    ['/api/queues/default/calls', 'POST', {}, '/api/queues/:queue/calls', 401],
  ])('should have one line for %s (%s %j)', async (path, method, headers, route, status) => {
    const body = status === 201 ? '{}' : undefined;
    const [answer, line] = await fixture.answered(path, { headers, method, ...(body !== undefined && { body }) });
    expect(answer.status).toBe(status);
    expect(line).toMatchObject({ method, status, address: '127.0.0.1', bytes: answer.bytes.length });
    expect(line).not.toHaveProperty('aborted');
    expect(line.path).toBe(path.split('?')[0]);
    expect(line.route).toBe(route);
    if (status >= 400 && answer.headers['content-type'] === 'application/problem+json') {
      expect(answer.json()).toMatchObject({ requestId: line.requestId });
    }
  });

  it('should have a bounded line for a URL that is too long', async () => {
    const path = `/${'x'.repeat(5000)}`;
    const [answer, line] = await fixture.answered(path);
    expect([answer.status, line.status, line.path]).toEqual([414, 414, `${path.slice(0, 1023)}…`]);
  });

  it('should have a line without body for 304', async () => {
    const { headers } = await send(fixture.url, '/api/faq');
    const [answer, line] = await fixture.answered('/api/faq', { headers: { 'if-none-match': String(headers.etag) } });
    expect([answer.status, line.status, line.bytes]).toEqual([304, 304, 0]);
  });

  it('should count the bytes of each response of a client that sends requests without waiting', async () => {
    const count = (): number => fixture.accessLines().filter(({ userAgent }) => userAgent === 'pipeline').length;
    const get = (path: string, more = ''): string =>
      `GET ${path} HTTP/1.1\r\nHost: h\r\nUser-Agent: pipeline\r\n${more}\r\n`;
    await rawRequest(
      fixture.url,
      get('/api/events') + get('/api/faq') + get('/api/nothing') + get('/api/events', 'Connection: close\r\n'),
    );
    await eventually(() => {
      expect(count()).toBe(4);
    });
    const sizes = fixture
      .accessLines()
      .filter(({ userAgent }) => userAgent === 'pipeline')
      .map(({ path, bytes }) => [path, bytes]);
    const size = async (path: string): Promise<number> => (await send(fixture.url, path)).bytes.length;
    const events = await size('/api/events');
    expect(sizes).toContainEqual(['/api/faq', await size('/api/faq')]);
    expect(sizes.filter(([path]) => path === '/api/events')).toEqual([
      ['/api/events', events],
      ['/api/events', events],
    ]);
  });

  it('should have a line for an event stream when it ends', async () => {
    const stream = httpRequest(`${fixture.url}/changes`, { agent: false, headers: { 'x-request-id': 'the-stream' } });
    stream.on('error', () => undefined);
    stream.end();
    const [response] = (await once(stream, 'response')) as [NodeJS.ReadableStream];
    const [first] = (await once(response, 'data')) as [Buffer];
    expect(fixture.accessLines().filter(({ requestId }) => requestId === 'the-stream')).toEqual([]);
    stream.destroy();
    const line = await fixture.lineOf(({ requestId }) => requestId === 'the-stream');
    expect(line).toMatchObject({ route: '/changes', status: 200, address: '127.0.0.1', bytes: first.length });
    expect(line).not.toHaveProperty('aborted');
    expect(await fixture.metrics()).not.toContain('route="/changes",status="200"');
  });

  it('should say that a client left before it was answered', async () => {
    const socket = connect(Number(new URL(fixture.url).port), '127.0.0.1');
    socket.write(
      'POST /api/queues/default/tickets HTTP/1.1\r\nHost: h\r\nX-Request-Id: the-impatient\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.destroy();
    expect(await fixture.lineOf(({ requestId }) => requestId === 'the-impatient')).toMatchObject({
      aborted: true,
      address: '127.0.0.1',
    });
  });

  it.each([
    ['no HTTP', 'NOT HTTP\r\n\r\n', 400],
    ['a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n', 405],
    ['large headers', `GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['an escape sequence', 'GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: a\u001b[31mb\r\n\r\n', 400],
    ['NUL', 'GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: a\u0000b\r\n\r\n', 400],
  ])('should have a line for the rejection of %s', async (_, bytes, status) => {
    const answer = await rawRequest(fixture.url, bytes);
    expect(statusOf(answer)).toBe(status);
    const [, body = ''] = answer.split('\r\n\r\n');
    const id = (JSON.parse(body) as { requestId: string }).requestId;
    const line = await fixture.lineOf(({ requestId }) => requestId === id);
    expect(line).toMatchObject({ status, bytes: body.length, address: '127.0.0.1' });
    expect(line).not.toHaveProperty('path');
  });

  it('should contain hostile headers as printable text', async () => {
    const agent = `\xff\xfe\x80\x9b31m "}],\\ ${'\xe9'.repeat(14_000)}`;
    const bytes = `GET /api/news HTTP/1.1\r\nHost: h\r\nX-Request-Id: the-hostile\r\nUser-Agent: ${agent}\r\nReferer: https://h/a"b\\c\xff\r\nConnection: close\r\n\r\n`;
    expect(statusOf(await rawRequest(fixture.url, bytes))).toBe(200);
    const line = await fixture.lineOf(({ requestId }) => requestId === 'the-hostile');
    expect(line.userAgent).toMatch(/^\u00ff\u00fe\ufffd\ufffd31m "}\],\\ \u00e9+…$/);
    expect(line.referrer).toBe('https://h/a%22b/c%C3%BF');
  });

  it('should contain no secrets, and keep audit lines apart', async () => {
    const taken = await send(
      fixture.url,
      '/api/queues/default/tickets',
      { 'content-type': 'application/json' },
      'POST',
      '{}',
    );
    const { token } = taken.json() as { token: string };
    const [answer, line] = await fixture.answered(`/api/tickets/${token}?t=${token}`, {
      headers: { referer: `${fixture.url}/default/tickets/${token}`, 'user-agent': token },
    });
    expect(answer.status).toBe(200);
    expect(line).toMatchObject({
      route: '/api/tickets/:token',
      path: '/api/tickets/default.<redacted>',
      userAgent: 'default.<redacted>',
    });
    expect(fixture.service.output).not.toContain(token.split('.')[1]);
    const audited = fixture.lines().filter(({ audit }) => audit !== undefined);
    expect(audited.length).toBeGreaterThan(0);
    for (const { msg } of audited) expect(msg).toBe('audit');
  });

  it('should log probes only for debugging, and count its lines', async () => {
    await send(fixture.url, '/readyz', { 'x-request-id': 'the-probe' });
    await fixture.answered('/api/faq');
    expect(fixture.service.output).not.toContain('the-probe');
    const counted = Number(new RegExp(`^${COUNTER} (\\d+)$`, 'm').exec(await fixture.metrics())?.[1]);
    expect(counted).toBe(fixture.accessLines().length);
    expect(counted).toBeGreaterThan(25);
  });
});

describe('The access log by default', () => {
  it('should have only problems, with the networks of clients, and no counter', async () => {
    const fixture = await Fixture.start({});
    await send(fixture.url, '/api/faq');
    await send(fixture.url, '/api/faq');
    const [, line] = await fixture.answered('/api/nothing');
    expect(line).toMatchObject({ status: 404, address: '127.0.0.0/24' });
    expect(fixture.accessLines()).toHaveLength(1);
    expect(await fixture.metrics()).not.toContain(COUNTER);
    await fixture.service.end('SIGTERM');
  });
});
