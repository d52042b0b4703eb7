import { describe, expect, it } from '@jest/globals';
import { LineReader } from './line-reader.ts';

const read = (line: string, trustedProxies: string[] = []) =>
  new LineReader({ format: 'combined', trustedProxies }).read(line);
const TIME = '[22/Nov/2026:05:10:37 +0100]';
const REST = `"GET /news?id=1 HTTP/1.1" 200 512 "https://example.org/" "Mozilla/5.0 (X11)"`;

describe('a combined line', () => {
  it('gives everything it says', () => {
    expect(read(`192.0.2.7 - ada ${TIME} ${REST}`)).toEqual({
      kind: 'http',
      time: Date.parse('2026-11-22T04:10:37Z'),
      client: '192.0.2.7',
      count: 1,
      target: undefined,
      method: 'GET',
      url: '/news?id=1',
      protocol: 'HTTP/1.1',
      status: 200,
      bytes: 512,
      referrer: 'https://example.org/',
      userAgent: 'Mozilla/5.0 (X11)',
      user: 'ada',
    });
  });

  it('of the common form has neither referrer nor user agent', () => {
    expect(read(`192.0.2.7 - - ${TIME} "GET / HTTP/1.0" 304 -`)).toMatchObject({
      status: 304,
      bytes: 0,
      referrer: '',
      userAgent: '',
      user: '',
    });
    expect(read(`192.0.2.7 - - ${TIME} "GET / HTTP/1.0" 304`)).toMatchObject({ status: 304, bytes: 0 });
  });

  it.each([
    [
      'a user name with spaces',
      `192.0.2.7 - ada lovelace ${TIME} ${REST}`,
      { client: '192.0.2.7', user: 'ada lovelace' },
    ],
    ['an empty user name in quotes', `192.0.2.7 - "" ${TIME} ${REST}`, { client: '192.0.2.7', user: '' }],
    ['an ident', `192.0.2.7 ident ada ${TIME} ${REST}`, { client: '192.0.2.7', user: 'ada' }],
    ['IPv6', `2001:DB8::7 - - ${TIME} ${REST}`, { client: '2001:db8::7' }],
    ['a host name', `Client.Example.Net - - ${TIME} ${REST}`, { client: 'client.example.net' }],
    [
      'a virtual host',
      `www.example.org 192.0.2.7 - - ${TIME} ${REST}`,
      { client: '192.0.2.7', target: 'www.example.org' },
    ],
    [
      'a virtual host and port',
      `www.example.org:443 2001:db8::7 - - ${TIME} ${REST}`,
      { client: '2001:db8::7', target: 'www.example.org:443' },
    ],
    [
      'an address as virtual host',
      `198.51.100.1:80 192.0.2.7 - - ${TIME} ${REST}`,
      { client: '192.0.2.7', target: '198.51.100.1:80' },
    ],
    ['a virtual host that a client chose', `198.51.100.66 192.0.2.7 - - ${TIME} ${REST}`, { client: '192.0.2.7' }],
    ['a Unix socket', `unix: - - ${TIME} ${REST}`, { client: undefined, url: '/news?id=1' }],
    ['a port', `192.0.2.7:4711 - - ${TIME} ${REST}`, { client: '192.0.2.7' }],
    [
      'a time without a zone, and a host after it',
      `192.0.2.7 - - - [22/Nov/2026:05:10:37 ] www.example.org ${REST}`,
      { client: '192.0.2.7', time: Date.parse('2026-11-22T05:10:37Z') },
    ],
    [
      'a user name with brackets',
      `192.0.2.7 - [x] ${TIME} ${REST}`,
      { client: '192.0.2.7', user: '[x]', time: Date.parse('2026-11-22T04:10:37Z') },
    ],
    [
      'a user name that imitates a time',
      `192.0.2.7 - x [01/Jan/2001:00:00:00 +0000] ${TIME} ${REST}`,
      { time: Date.parse('2026-11-22T04:10:37Z') },
    ],
    ['no status', `192.0.2.7 - - ${TIME} "GET / HTTP/1.1" - -`, { status: 0, bytes: 0 }],
    [
      'more fields',
      `192.0.2.7 - - ${TIME} ${REST} 0.005 "x" 77`,
      { client: '192.0.2.7', userAgent: 'Mozilla/5.0 (X11)' },
    ],
    [
      'a user agent that was cut off',
      `192.0.2.7 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "Mozilla/5.`,
      { userAgent: 'Mozilla/5.' },
    ],
  ])('with %s', (_name, line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });

  it.each([
    ['an empty request', '""', { method: '', url: '' }],
    ['a dash', '"-"', { method: '', url: '' }],
    ['bytes of TLS', String.raw`"\x16\x03\x01\x00 \x02"`, { method: '', url: String.raw`\x16\x03\x01\x00 \x02` }],
    ['one word', '"HELP"', { method: '', url: 'HELP' }],
    ['HTTP/0.9', '"GET /"', { method: 'GET', url: '/', protocol: '' }],
    ['a space in the URL', '"GET /a b HTTP/1.1"', { method: 'GET', url: '/a b', protocol: 'HTTP/1.1' }],
    ['an escaped quote', String.raw`"GET /?q=\"x\" HTTP/1.1"`, { method: 'GET', url: String.raw`/?q=\"x\"` }],
    ['an escaped backslash before the quote', String.raw`"GET /\\ HTTP/1.1"`, { url: String.raw`/\\` }],
    [
      'quotes that are not escaped',
      '"GET /?q="x"&r=" " HTTP/1.1"',
      { method: 'GET', url: '/?q="x"&r=" "', status: 400 },
    ],
    ['a method of its own', '"PROPFIND /dav HTTP/1.1"', { method: 'PROPFIND', url: '/dav' }],
    ['a tunnel', '"CONNECT example.org:443 HTTP/1.1"', { method: 'CONNECT', url: 'example.org:443' }],
    ['HTTP/2', '"GET / HTTP/2"', { url: '/', protocol: 'HTTP/2' }],
  ])('with %s as request', (_name, request, expected) => {
    expect(read(`192.0.2.7 - - ${TIME} ${request} 400 0 "-" "-"`)).toMatchObject({
      client: '192.0.2.7',
      status: 400,
      ...expected,
    });
  });

  it.each([
    ['', `${TIME} ${REST}`],
    ['ident and user', `192.0.2.7 ${TIME} ${REST}`],
    ['a client', `x=y - - ${TIME} ${REST}`],
    ['a valid address', `192.0.2.256 - - ${TIME} ${REST}`],
    ['a time', `192.0.2.7 - - [x] ${REST}`],
    ['a valid time', `192.0.2.7 - - [32/Nov/2026:05:10:37 +0100] ${REST}`],
    ['a request', `192.0.2.7 - - ${TIME} 200 5`],
    ['the end of the request', `192.0.2.7 - - ${TIME} "GET / HTTP/1.1`],
    ['a status', `192.0.2.7 - - ${TIME} "GET / HTTP/1.1" x 5`],
  ])('is not read without %s', (_name, line) => {
    expect(read(line)).toBeUndefined();
  });
});

describe('forwarded addresses in a combined line', () => {
  const trusted = ['10.0.0.0/8'];

  it.each([
    ['a list alone', `198.51.100.66, 203.0.113.5, 10.0.0.1 - - ${TIME} ${REST}`, undefined, '203.0.113.5'],
    ['a list before the peer', `198.51.100.66, 203.0.113.5 10.0.0.1 - - ${TIME} ${REST}`, '10.0.0.1', '203.0.113.5'],
    [
      'a quoted list before the peer',
      `"198.51.100.66, 203.0.113.5" 10.0.0.1 - - ${TIME} ${REST}`,
      '10.0.0.1',
      '203.0.113.5',
    ],
    [
      'a list before a peer that is not trusted',
      `198.51.100.66, 203.0.113.5 192.0.2.7 - - ${TIME} ${REST}`,
      '192.0.2.7',
      '192.0.2.7',
    ],
    ['a field of its own', `10.0.0.1 - - ${TIME} ${REST} "198.51.100.66, 203.0.113.5"`, '10.0.0.1', '203.0.113.5'],
    ['an empty field', `10.0.0.1 - - ${TIME} ${REST} "-"`, '10.0.0.1', '10.0.0.1'],
  ])('%s', (_name, line, alone, behindProxies) => {
    expect(read(line)?.client).toBe(alone);
    expect(read(line, trusted)?.client).toBe(behindProxies);
  });

  it('are not addresses in other text', () => {
    expect(read(`a, b, 192.0.2.7 x - - ${TIME} ${REST}`)?.client).toBeUndefined();
    expect(read(`"a=b" 192.0.2.7 - - ${TIME} ${REST}`)).toBeUndefined();
  });
});
