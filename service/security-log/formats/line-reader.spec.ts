import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { LOG_FORMATS } from './formats.ts';
import { LineReader } from './line-reader.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const COMBINED = '192.0.2.7 - - [22/Nov/2026:05:10:37 +0000] "GET / HTTP/1.1" 200 5 "-" "-"';
const SSHD = 'Nov 22 05:10:38 edge-1 sshd[7]: Failed password for root from 192.0.2.8 port 5 ssh2';
const NGINX =
  '2026/11/22 05:10:39 [error] 7#8: *9 access forbidden by rule, client: 192.0.2.9, server: x, request: "GET / HTTP/1.1"';

describe('the format of a line', () => {
  it('is detected, and again wherever it changes', () => {
    const reader = new LineReader();
    expect(reader.format).toBeUndefined();
    const formats = [COMBINED, COMBINED, NGINX, SSHD, COMBINED, SSHD].map((line) => {
      expect(reader.read(line, NOW)).toBeDefined();
      return reader.format;
    });
    expect(formats).toEqual(['combined', 'combined', 'nginx-error', 'sshd', 'combined', 'sshd']);
  });

  it('may differ in every line of a syslog', () => {
    const reader = new LineReader();
    const kinds = [
      SSHD,
      `Nov 22 05:10:38 edge-1 nginx: ${COMBINED}`,
      'Nov 22 05:10:38 edge-1 CRON[7]: (root) CMD (true)',
      `Nov 22 05:10:38 edge-1 nginx: ${NGINX}`,
      'Nov 22 05:10:38 edge-1 clamd[7]: /srv/x: Win.Test-1 FOUND',
      SSHD,
      'Nov 22 05:10:38 edge-1 su: pam_unix(su:auth): authentication failure; logname= uid=0 euid=0 tty= ruser=a rhost=  user=root',
      'Nov 22 05:10:38 edge-1 sshd[7]: Server listening',
    ].map((line) => reader.read(line, NOW)?.kind);
    expect(kinds).toEqual(['login', 'http', 'other', 'server-error', 'virus', 'login', 'login', 'other']);
    expect(reader.unreadable).toBe(0);
  });

  it('can be fixed', () => {
    const reader = new LineReader({ format: 'combined' });
    expect(reader.format).toBe('combined');
    expect([COMBINED, SSHD, NGINX].map((line) => reader.read(line, NOW)?.kind)).toEqual(['http', undefined, undefined]);
  });

  it('has to be one of the list', () => {
    expect(() => new LineReader({ format: 'nginx' })).toThrow(
      'There is no log format "nginx"; the formats are sshd, pam, ',
    );
    expect(() => new LineReader({ trustedProxies: ['proxy'] })).toThrow('"proxy" is not an address');
  });

  it('is described in the documentation', () => {
    const page = readFileSync('docs/log-formats.md', 'utf8');
    expect(LOG_FORMATS.filter(({ name }) => !page.includes(`| \`${name}\``)).map(({ name }) => name)).toEqual([]);
    expect(new Set(LOG_FORMATS.map(({ name }) => name)).size).toBe(LOG_FORMATS.length);
  });
});

describe('what is around a line', () => {
  const TIME = Date.parse('2026-11-22T05:10:37Z');

  it.each([
    ['nothing', COMBINED, undefined],
    ['a byte order mark and a carriage return', `\uFEFF${COMBINED}\r`, undefined],
    ['syslog', `<190>Nov 22 05:10:38 edge-1 nginx[7]: ${COMBINED}`, 'edge-1'],
    ['RFC 5424', `<190>1 2026-11-22T05:10:38Z edge-1 nginx 7 - - \uFEFF${COMBINED}`, 'edge-1'],
    ['containerd', `2026-11-22T05:10:38.123456789Z stdout F ${COMBINED}`, undefined],
    ['CRI-O', `2026-11-22T05:10:38.123456789+01:00 stderr F ${COMBINED}`, undefined],
    ['Docker', JSON.stringify({ log: `${COMBINED}\n`, stream: 'stdout', time: '2026-11-22T05:10:38Z' }), undefined],
    ['Fluent Bit', JSON.stringify({ log: COMBINED, kubernetes: { pod_name: 'web' } }), undefined],
    [
      'a journal',
      JSON.stringify({
        MESSAGE: COMBINED,
        __REALTIME_TIMESTAMP: '1795324237000000',
        _HOSTNAME: 'edge-1',
        _COMM: 'nginx',
      }),
      'edge-1',
    ],
    [
      'a journal with bytes',
      JSON.stringify({
        MESSAGE: [...Buffer.from(COMBINED)],
        __REALTIME_TIMESTAMP: '1795324237000000',
        _HOSTNAME: 'edge-1',
      }),
      'edge-1',
    ],
    [
      'syslog in Docker',
      JSON.stringify({
        log: `Nov 22 05:10:38 edge-1 nginx[7]: ${COMBINED}\n`,
        stream: 'stdout',
        time: '2026-11-22T05:10:38Z',
      }),
      'edge-1',
    ],
    [
      'a log shipper with a host',
      JSON.stringify({ message: COMBINED, host: 'edge-1', timestamp: '2026-11-22 05:10:38.000' }),
      'edge-1',
    ],
  ])('can be %s', (_name, line, target) => {
    expect(new LineReader().read(line, NOW)).toMatchObject({ kind: 'http', client: '192.0.2.7', time: TIME, target });
  });

  it('gives JSON too', () => {
    const inner = JSON.stringify({ remote_addr: '192.0.2.7', request: 'GET / HTTP/1.1', status: 200 });
    const time = '2026-11-22T05:10:37Z';
    for (const line of [
      `${time} stdout F ${inner}`,
      JSON.stringify({ log: `${inner}\n`, stream: 'stdout', time }),
      `Nov 22 05:10:37 edge-1 nginx: ${inner}`,
    ]) {
      expect(new LineReader().read(line, NOW)).toMatchObject({ kind: 'http', client: '192.0.2.7', time: TIME });
    }
  });
});

describe('a line that a container runtime split', () => {
  const forged = '198.51.100.66 - - [22/Nov/2026:05:10:37 +0000] "GET /forged HTTP/1.1" 200 5 "-" "-"';
  const start = `192.0.2.7 - - [22/Nov/2026:05:10:37 +0000] "GET /${'a'.repeat(100)}`;
  const end = `${forged.replaceAll('"', '\\x22')} HTTP/1.1" 404 5 "-" "-"`;

  it.each([
    ['containerd', [`2026-11-22T05:10:37Z stdout P ${start}`, `2026-11-22T05:10:37Z stdout F ${end}`]],
    [
      'Docker',
      [
        JSON.stringify({ log: start, stream: 'stdout', time: '2026-11-22T05:10:37Z' }),
        JSON.stringify({ log: `${end}\n`, stream: 'stdout', time: '2026-11-22T05:10:37Z' }),
      ],
    ],
  ])('by %s is one line', (_name, [first = '', second = '']) => {
    const reader = new LineReader();
    expect(reader.read(first, NOW)).toMatchObject({ kind: 'other' });
    expect(reader.read(second, NOW)).toMatchObject({ kind: 'http', client: '192.0.2.7', status: 404 });
    expect(reader.read(`2026-11-22T05:10:37Z stdout F ${COMBINED}`, NOW)).toMatchObject({
      client: '192.0.2.7',
      status: 200,
    });
    expect(reader.unreadable).toBe(0);
  });

  it('is kept to a megabyte', () => {
    const reader = new LineReader();
    const part = `2026-11-22T05:10:37Z stdout P ${start}${'a'.repeat(16_384)}`;
    for (let count = 0; count < 200; count++) reader.read(part, NOW);
    expect(reader.read(`2026-11-22T05:10:37Z stdout F ${end}`, NOW)).toBeUndefined();
    expect(reader.read(`2026-11-22T05:10:37Z stdout F ${COMBINED}`, NOW)).toMatchObject({ kind: 'http' });
  });
});

describe('counting', () => {
  it('counts lines that no format can read, and keeps one as an example, printable and short', () => {
    const reader = new LineReader();
    for (const line of [COMBINED, '', '   ', `\u001b[31mred\u0000${'x'.repeat(1000)}`, 'another', SSHD])
      reader.read(line, NOW);
    expect(reader).toMatchObject({ lines: 6, unreadable: 2, newest: Date.parse('2026-11-22T05:10:38Z') });
    expect(reader.example).toBe(`\u{fffd}[31mred\u{fffd}${'x'.repeat(191)}`);
  });

  it('takes a blank line for one without interest', () => {
    expect(['', ' ', '\r'].map((line) => new LineReader().read(line, NOW)?.kind)).toEqual(['other', 'other', 'other']);
  });

  it('applies the offset to times without a zone', () => {
    expect(new LineReader({ offset: 60 }).read(SSHD, NOW)?.time).toBe(Date.parse('2026-11-22T04:10:38Z'));
    expect(new LineReader({ offset: 60 }).read(COMBINED, NOW)?.time).toBe(Date.parse('2026-11-22T05:10:37Z'));
  });
});
