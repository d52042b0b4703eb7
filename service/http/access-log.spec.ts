import { EventEmitter } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { jsonLogger } from '../common/logging/logger.ts';
import { createRedact } from '../common/logging/redact.ts';
import { TICKET_SECRETS } from '../ticket-queue/ticket-secrets.ts';
import { AccessLog } from './access-log.ts';
import type { AccessLogContext } from './access-log.ts';
import { ACCESS_LINE } from './access-log.schema.ts';
import { ObservedResponse } from './observed-response.ts';

const CONFIG = { LOG_REQUESTS: 'all', LOG_ADDRESSES: 'prefix', LOG_SAMPLE_PERCENT: 100, TRUSTED_PROXIES: 0 } as const;
const TOKEN = `rubis.${'x'.repeat(22)}`;

type Line = Readonly<Record<string, unknown>>;

interface Given {
  readonly url?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly remoteAddress?: string;
  readonly route?: string;
  readonly status?: number;
  readonly isAborted?: boolean;
}

/** An access log and the lines it has written, each checked against the schema. */
class Fixture {
  readonly lines: Line[] = [];
  readonly log: AccessLog;

  constructor(config: Partial<AccessLogContext['config']> = {}, random = (): number => 0.5, level = 'trace') {
    const write = (line: string): void => {
      const parsed = JSON.parse(line) as Line;
      ACCESS_LINE.parse(parsed);
      this.lines.push(parsed);
    };
    const redact = createRedact(TICKET_SECRETS);
    this.log = new AccessLog({
      logger: jsonLogger(level, { write }),
      redact,
      config: { ...CONFIG, ...config },
      random,
    });
  }

  answered({
    url = '/api',
    method = 'GET',
    headers = {},
    remoteAddress = '203.0.113.9',
    route = '/api',
    status = 200,
    isAborted = false,
  }: Given = {}): Line | undefined {
    const socket = Object.assign(new EventEmitter(), { remoteAddress }) as unknown as Socket;
    const request = Object.assign(new IncomingMessage(socket), { url, method });
    Object.assign(request.headers, headers);
    const response = new ObservedResponse(request);
    response.statusCode = status;
    response.route = route;
    const before = this.lines.length;
    this.log.answered(request, response, 0.0012345, isAborted);
    return this.lines[before];
  }
}

describe(AccessLog.name, () => {
  it('should describe a request', () => {
    const headers = {
      'x-request-id': 'request-1',
      'user-agent': 'curl/8.5.0',
      referer: 'https://user:s3cr3t@example.org:8443/news?q=s3cr3t#s3cr3t',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    expect(new Fixture().answered({ url: '/api?q=private', headers })).toEqual({
      time: expect.any(String),
      level: 'info',
      requestId: 'request-1',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      address: '203.0.113.0/24',
      method: 'GET',
      route: '/api',
      path: '/api',
      status: 200,
      bytes: 0,
      milliseconds: 1.235,
      userAgent: 'curl/8.5.0',
      referrer: 'https://example.org:8443/news',
      msg: 'request',
    });
  });

  it('should give each request one id, and omit what is unknown', () => {
    const fixture = new Fixture();
    const line = fixture.answered({ headers: { referer: 'not a URL', traceparent: '00-nonsense' }, remoteAddress: '' });
    expect(line?.['requestId']).toMatch(/^[\da-f-]{36}$/);
    expect(Object.keys(line ?? {})).not.toEqual(expect.arrayContaining(['address']));
    for (const name of ['address', 'traceId', 'spanId', 'userAgent', 'referrer', 'aborted'])
      expect(line).not.toHaveProperty(name);
    expect(fixture.answered()?.['requestId']).not.toBe(line?.['requestId']);
  });

  it('should log server errors as errors, probes for debugging, and aborted requests as such', () => {
    const fixture = new Fixture();
    expect(fixture.answered({ status: 404 })?.['level']).toBe('info');
    expect(fixture.answered({ status: 503 })?.['level']).toBe('error');
    expect(fixture.answered({ status: 503, route: '/readyz' })?.['level']).toBe('debug');
    expect(fixture.answered({ isAborted: true })).toMatchObject({ aborted: true });
  });

  it.each([
    ['full', '203.0.113.9', '203.0.113.9'],
    ['full', '2001:db8:1:2::3', '2001:db8:1:2::3'],
    ['prefix', '203.0.113.9', '203.0.113.0/24'],
    ['prefix', '::ffff:203.0.113.9', '203.0.113.0/24'],
    ['prefix', '2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['prefix', '2001:db8::6', '2001:db8::/48'],
    ['prefix', '::1', '::/48'],
    ['none', '203.0.113.9', undefined],
  ] as const)('should log addresses in the form %s: %s as %s', (shown, remoteAddress, expected) => {
    expect(new Fixture({ LOG_ADDRESSES: shown }).answered({ remoteAddress })?.['address']).toBe(expected);
  });

  it('should log the client behind trusted proxies, and believe nobody else', () => {
    const headers = { 'x-forwarded-for': '198.51.100.7, 203.0.113.200' };
    const addressOf = (trusted: number): unknown =>
      new Fixture({ LOG_ADDRESSES: 'full', TRUSTED_PROXIES: trusted }).answered({
        headers,
        remoteAddress: '10.0.0.1',
      })?.['address'];
    expect([0, 1, 2].map(addressOf)).toEqual(['10.0.0.1', '203.0.113.200', '198.51.100.7']);
  });

  it('should always log problems, and others only with LOG_REQUESTS=all, sampled', () => {
    const answers = [200, 204, 304, 400, 404, 500];
    const statuses = (config: Partial<AccessLogContext['config']>, random?: () => number): unknown[] => {
      const fixture = new Fixture(config, random);
      for (const status of answers) fixture.answered({ status });
      expect(fixture.log.lines).toBe(fixture.lines.length);
      return fixture.lines.map(({ status }) => status);
    };
    expect(statuses({ LOG_REQUESTS: 'problems' })).toEqual([400, 404, 500]);
    expect(statuses({})).toEqual(answers);
    expect(statuses({ LOG_SAMPLE_PERCENT: 0 }, () => 0)).toEqual([400, 404, 500]);
    expect(statuses({ LOG_SAMPLE_PERCENT: 25 }, () => 0.2499)).toEqual(answers);
    expect(statuses({ LOG_SAMPLE_PERCENT: 25 }, () => 0.25)).toEqual([400, 404, 500]);
  });

  it('should sample about as many requests as configured', () => {
    const fixture = new Fixture({ LOG_SAMPLE_PERCENT: 20 }, Math.random);
    for (let turn = 0; turn < 2000; turn++) fixture.answered();
    expect(fixture.log.lines).toBeGreaterThan(250);
    expect(fixture.log.lines).toBeLessThan(550);
  });

  it('should count only lines that the level lets through', () => {
    const fixture = new Fixture({}, undefined, 'error');
    fixture.answered({ status: 404 });
    fixture.answered({ status: 500 });
    expect([fixture.log.lines, fixture.lines.length]).toEqual([1, 1]);
  });

  it.each(['unmatched', '/api/tickets/:token', '/:collection/:id'])('should redact secrets, also from %s', (route) => {
    const key = `kq_${'k'.repeat(43)}`;
    const headers = { 'user-agent': `curl ${key}`, referer: `https://h/rubis/tickets/${TOKEN}?t=${TOKEN}` };
    const line = new Fixture().answered({
      route,
      method: 'BREW',
      url: `/api/tickets/${TOKEN}?t=${TOKEN}`,
      headers,
      status: 404,
    });
    expect(line).toMatchObject({
      path: '/api/tickets/rubis.<redacted>',
      userAgent: 'curl kq_<redacted>',
      referrer: 'https://h/rubis/tickets/rubis.<redacted>',
    });
    expect(JSON.stringify(line)).not.toMatch(/x{22}|k{43}/);
  });

  it('should remain one line of valid, bounded JSON whatever clients send', () => {
    const hostile = [
      '\u0000',
      '\u001b[31m',
      '\u009b31m',
      '"},{"msg":"audit"',
      '\\',
      '\r\n{}',
      '\u2028',
      '\u202e',
      '\ud800',
      '\u00ff\u00fe',
      '\u{1f600}',
    ];
    for (const text of [
      ...hostile,
      hostile.join(''),
      'a'.repeat(16_384),
      '\ud83d'.repeat(16_384),
      '%1b[31m'.repeat(2000),
    ]) {
      const fixture = new Fixture();
      const headers = { 'user-agent': text, referer: `https://h/${text}` };
      const line = fixture.answered({ url: `/${text}/${TOKEN}`, method: text, headers });
      expect(fixture.lines).toHaveLength(1);
      expect(JSON.stringify(line).length).toBeLessThan(12_000);
      for (const value of Object.values(line ?? {})) {
        if (typeof value !== 'string') continue;
        expect(value.isWellFormed()).toBe(true);
        expect(value).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
      }
    }
  });

  it('should describe bytes that were not a request, without taking the proxy for the client', () => {
    const socket = Object.assign(new Socket(), {});
    Object.defineProperty(socket, 'remoteAddress', { value: '203.0.113.9' });
    const rejection = { socket, requestId: 'rejection', status: 431, bytes: 17 };
    const direct = new Fixture();
    direct.log.rejected(rejection);
    expect(direct.lines).toEqual([
      {
        time: expect.any(String),
        level: 'info',
        requestId: 'rejection',
        address: '203.0.113.0/24',
        status: 431,
        bytes: 17,
        msg: 'request',
      },
    ]);
    const proxied = new Fixture({ TRUSTED_PROXIES: 1 });
    proxied.log.rejected(rejection);
    expect(proxied.lines[0]).not.toHaveProperty('address');
  });
});
