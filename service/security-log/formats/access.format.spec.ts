import { describe, expect, it } from '@jest/globals';
import { LineReader } from './line-reader.ts';

const TIME = Date.parse('2026-11-22T05:10:37Z');
const read = (line: string, trustedProxies: string[] = []) => {
  const reader = new LineReader({ trustedProxies });
  const event = reader.read(line);
  return { ...event, client: event?.client, format: reader.format };
};
const json = (fields: object, trustedProxies: string[] = []) => read(JSON.stringify(fields), trustedProxies);

describe('nginx in JSON', () => {
  it('has the names of its variables', () => {
    const line = {
      time_local: '22/Nov/2026:05:10:37 +0000',
      remote_addr: '192.0.2.7',
      remote_user: 'ada',
      request: 'GET /x HTTP/1.1',
      status: '404',
      body_bytes_sent: '5',
      http_referer: '-',
      http_user_agent: 'curl/8',
      host: 'www.example.org',
    };
    expect(json(line)).toMatchObject({
      format: 'nginx-json',
      kind: 'http',
      time: TIME,
      client: '192.0.2.7',
      method: 'GET',
      url: '/x',
      protocol: 'HTTP/1.1',
      status: 404,
      bytes: 5,
      referrer: '',
      userAgent: 'curl/8',
      user: 'ada',
      target: 'www.example.org',
    });
  });

  it.each([
    ['time_iso8601', { time_iso8601: '2026-11-22T05:10:37+00:00' }],
    ['msec', { msec: '1795324237.000' }],
    ['a number', { ts: 1795324237 }],
    ['@timestamp', { '@timestamp': '2026-11-22T05:10:37.000Z' }],
  ])('may tell the time as %s', (_name, time) => {
    expect(json({ ...time, client_ip: '192.0.2.7', method: 'POST', uri: '/x', status: 200 })).toMatchObject({
      time: TIME,
      client: '192.0.2.7',
      method: 'POST',
      url: '/x',
    });
  });

  it('may have been written without escape=json', () => {
    expect(
      read(String.raw`{"remote_addr":"192.0.2.7","request":"GET /?q=\x22x\x22 HTTP/1.1","status":"400"}`),
    ).toMatchObject({ client: '192.0.2.7', url: '/?q="x"' });
  });

  it('believes forwarded addresses of trusted proxies only', () => {
    const line = {
      remote_addr: '10.0.0.1',
      http_x_forwarded_for: '198.51.100.66, 203.0.113.5',
      request: 'GET / HTTP/1.1',
      status: 200,
    };
    expect(json(line).client).toBe('10.0.0.1');
    expect(json(line, ['10.0.0.0/8']).client).toBe('203.0.113.5');
  });

  it.each([
    ['no status', { remote_addr: '192.0.2.7', request: 'GET / HTTP/1.1' }],
    ['a status that is none', { remote_addr: '192.0.2.7', request: 'GET / HTTP/1.1', status: 'up' }],
    ['no request', { remote_addr: '192.0.2.7', status: 200 }],
    ['no client', { request: 'GET / HTTP/1.1', status: 200 }],
  ])('is not a line with %s', (_name, line) => {
    expect(json(line).format).toBeUndefined();
  });
});

describe('ingress-nginx', () => {
  it('names the service behind it', () => {
    const line =
      '2001:db8::7 - ada [22/Nov/2026:05:10:37 +0000] "GET /x HTTP/2.0" 502 5 "-" "curl/8" 27 0.000 [default-web-80] [] [2001:db8::9]:80, 192.0.2.9:80 0, 5 0.000, 0.001 502, 502 00ff';
    expect(read(line)).toMatchObject({
      format: 'ingress-nginx',
      kind: 'http',
      client: '2001:db8::7',
      user: 'ada',
      status: 502,
      target: 'default-web-80',
      time: TIME,
    });
  });

  it('may have none', () => {
    const line =
      '192.0.2.7 - - [22/Nov/2026:05:10:37 +0000] "geti /x HTTP/1.1" 400 163 "-" "-" 0 0.000 [] [] - - - - 00ff';
    expect(read(line)).toMatchObject({
      format: 'ingress-nginx',
      client: '192.0.2.7',
      method: 'geti',
      target: undefined,
    });
  });
});

describe('Traefik', () => {
  it('as text names the router', () => {
    const line =
      '192.0.2.7 - ada [22/Nov/2026:05:10:37 +0000] "GET /x HTTP/2.0" 401 17 "-" "curl/8" 72 "web@docker" "http://192.0.2.9:80" 3ms';
    expect(read(line)).toMatchObject({
      format: 'traefik',
      kind: 'http',
      client: '192.0.2.7',
      user: 'ada',
      status: 401,
      target: 'web@docker',
      time: TIME,
    });
  });

  const LINE = {
    ClientAddr: '[2001:db8::7]:50000',
    ClientHost: '2001:db8::7',
    ClientUsername: '-',
    DownstreamStatus: 404,
    DownstreamContentSize: 19,
    RequestMethod: 'GET',
    RequestPath: '/x',
    RequestProtocol: 'HTTP/2.0',
    RequestHost: 'www.example.org',
    StartUTC: '2026-11-22T05:10:37.000000001Z',
    'request_User-Agent': 'curl/8',
    level: 'info',
    msg: '',
    time: '2026-11-22T05:10:38Z',
  };

  it('in JSON gives everything', () => {
    expect(json(LINE)).toMatchObject({
      format: 'traefik',
      client: '2001:db8::7',
      status: 404,
      bytes: 19,
      method: 'GET',
      url: '/x',
      userAgent: 'curl/8',
      user: '',
      target: 'www.example.org',
      time: TIME,
    });
  });

  it('takes the forwarded address for the client, which needs trust', () => {
    const line = { ...LINE, ClientAddr: '10.0.0.1:50000', ClientHost: '203.0.113.5' };
    expect(json(line).client).toBe('10.0.0.1');
    expect(json(line, ['10.0.0.1']).client).toBe('203.0.113.5');
  });
});

describe('Envoy', () => {
  const DEFAULT =
    '[2026-11-22T05:10:37.000Z] "POST /x HTTP/2" 204 - 154 7 226 100 "198.51.100.66, 192.0.2.7" "curl/8" "id" "www.example.org" "tcp://192.0.2.9:80"';

  it('in its default text takes the address that Envoy appended', () => {
    expect(read(DEFAULT)).toMatchObject({
      format: 'envoy',
      kind: 'http',
      client: '192.0.2.7',
      method: 'POST',
      url: '/x',
      protocol: 'HTTP/2',
      status: 204,
      bytes: 7,
      userAgent: 'curl/8',
      target: 'www.example.org',
      time: TIME,
    });
    expect(read(DEFAULT, ['192.0.2.0/24']).client).toBe('198.51.100.66');
  });

  it('has no client where a user agent with quotes makes the fields uncertain', () => {
    expect(read(DEFAULT.replace('curl/8', 'x" "y'))).toMatchObject({ format: 'envoy', client: undefined, status: 204 });
  });

  it('of Istio has the address of the connection', () => {
    const line =
      '[2026-11-22T05:10:37.000Z] "GET /x HTTP/1.1" 200 - via_upstream - "-" 0 7 3 2 "198.51.100.66" "curl/8" "id" "www.example.org" "192.0.2.9:80" outbound|80 192.0.2.9:1 192.0.2.9:80 192.0.2.7:50000 www.example.org default';
    expect(read(line)).toMatchObject({ format: 'envoy', client: '192.0.2.7', bytes: 7, userAgent: 'curl/8' });
  });

  it.each([
    [
      'Envoy Gateway',
      {
        start_time: '2026-11-22T05:10:37.000Z',
        method: 'GET',
        'x-envoy-origin-path': '/x',
        response_code: 404,
        'user-agent': 'curl/8',
        downstream_remote_address: '192.0.2.7:50000',
        ':authority': 'www.example.org',
        'x-forwarded-for': '198.51.100.66',
      },
    ],
    [
      'Istio',
      {
        start_time: '2026-11-22T05:10:37.000Z',
        method: 'GET',
        path: '/x',
        response_code: '404',
        user_agent: 'curl/8',
        downstream_remote_address: '192.0.2.7:50000',
        authority: 'www.example.org',
        x_forwarded_for: null,
      },
    ],
  ])('in JSON as %s writes it', (_name, line) => {
    expect(json(line)).toMatchObject({
      format: 'envoy',
      client: '192.0.2.7',
      status: 404,
      url: '/x',
      userAgent: 'curl/8',
      target: 'www.example.org',
      time: TIME,
    });
  });
});

describe('Nginx Proxy Manager', () => {
  it.each([
    [
      'a proxy host',
      '[22/Nov/2026:05:10:37 +0000] - 404 403 - GET https www.example.org "/x" [Client 192.0.2.7] [Length 192] [Gzip 3.10] [Sent-to web] "curl/8" "-"',
    ],
    [
      'another host',
      '[22/Nov/2026:05:10:37 +0000] 403 - GET https www.example.org "/x" [Client 192.0.2.7] [Length 192] [Gzip -] "curl/8" "-"',
    ],
  ])('of %s', (_name, line) => {
    expect(read(line)).toMatchObject({
      format: 'nginx-proxy-manager',
      client: '192.0.2.7',
      status: 403,
      bytes: 192,
      method: 'GET',
      url: '/x',
      userAgent: 'curl/8',
      target: 'www.example.org',
      time: TIME,
    });
  });

  it.each([
    '[22/Nov/2026:05:10:37 +0000] - GET',
    '[22/Nov/2026:05:10:37 +0000',
    '[22/Nov/2026:05:10:37 +0000] 403 - GET https x "/" [Client',
  ])('is not %s', (line) => {
    expect(read(line).format).toBeUndefined();
  });
});
