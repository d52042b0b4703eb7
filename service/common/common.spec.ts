import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { isNotModified } from './answers/conditional.ts';
import { encode, negotiateCoding } from './answers/content-coding.ts';
import { requestId } from './request-id.ts';
import { RouteTable } from './route-table.ts';

const request = (headers: Record<string, string>): IncomingMessage => ({ headers }) as unknown as IncomingMessage;

describe('isNotModified', () => {
  const modified = Date.UTC(2026, 0, 1, 0, 0, 0, 900);
  it.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ 'if-none-match': 'W/"a"' }, true],
    [{ 'if-none-match': '"a"' }, true],
    [{ 'if-none-match': '"b", W/"a"' }, true],
    [{ 'if-none-match': '*' }, true],
    [{ 'if-none-match': '"b"' }, false],
    [{ 'if-none-match': 'a' }, false],
    [{ 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, true],
    [{ 'if-modified-since': 'Wed, 31 Dec 2025 23:59:59 GMT' }, false],
    [{ 'if-modified-since': 'Thursday, 01-Jan-26 00:00:00 GMT' }, true],
    [{ 'if-modified-since': 'Thu Jan  1 00:00:00 2026' }, true],
    [{ 'if-modified-since': 'yesterday' }, false],
    [{ 'if-modified-since': '2027' }, false],
    [{ 'if-modified-since': 'Fri, 01 Jan 2027' }, false],
    [{ 'if-modified-since': 'Fri, 01 Jan 2027 00:00:00 +0000' }, false],
    [{ 'if-none-match': '"b"', 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, false],
  ])('should be asked %j and say %s', (headers, expected) => {
    expect(isNotModified(headers, 'W/"a"', modified)).toBe(expected);
  });
});

describe('content codings', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['zstd;q=1, br;q=0.5', 'zstd'],
    ['br;q=0, *', 'zstd'],
    ['deflate', 'identity'],
    ['gzip, identity;q=0', 'gzip only'],
    ['gzip, *;q=0', 'gzip only'],
    ['', 'identity'],
  ])('should choose for %j %s', (header, expected) => {
    const { coding, identity } = negotiateCoding(request({ 'accept-encoding': header }));
    expect(`${coding}${identity ? '' : ' only'}`).toBe(expected);
  });

  it.each(['identity;q=0', '*;q=0', 'deflate, identity;q=0'])('should refuse %j', (header) => {
    expect(() => negotiateCoding(request({ 'accept-encoding': header }))).toThrow(
      expect.objectContaining({ kind: 'not-acceptable' }),
    );
  });

  it.each([40, 40_000])('should give the body back, %i lines of it', async (lines) => {
    const body = Buffer.from('all work and no play '.repeat(lines));
    expect(brotliDecompressSync(await encode(body, 'br'))).toEqual(body);
    expect(gunzipSync(await encode(body, 'gzip'))).toEqual(body);
    expect(zstdDecompressSync(await encode(body, 'zstd'))).toEqual(body);
  });
});

describe('requestId', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  it.each<[Record<string, string>, string | RegExp]>([
    [{ 'x-request-id': 'abc-123.def' }, 'abc-123.def'],
    [{ 'x-request-id': 'bad id\n' }, /^[0-9a-f-]{36}$/],
    [{ 'x-request-id': 'x'.repeat(500), traceparent: `00-${trace}-00f067aa0ba902b7-01` }, trace],
    [{ traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }, /^[0-9a-f-]{36}$/],
    [{}, /^[0-9a-f-]{36}$/],
  ])('should read %j', (headers, expected) => {
    const id = requestId(request(headers));
    if (typeof expected === 'string') expect(id).toBe(expected);
    else expect(id).toMatch(expected);
  });
});

describe('RouteTable', () => {
  const table = new RouteTable({ collection: ['events', 'news'] });
  table.add('/api/:name', ['GET', 'HEAD']);
  table.add('/:collection', ['GET']);
  table.add('/openapi.json', ['GET']);
  table.add('*', ['OPTIONS']);
  it.each([
    ['/api/x', ['GET', 'HEAD', 'OPTIONS']],
    ['/api/x/', ['GET', 'HEAD', 'OPTIONS']],
    ['/api/x/y', []],
    ['/openapi.json', ['GET', 'OPTIONS']],
    ['/openapi-json', []],
    ['/events', ['GET', 'OPTIONS']],
    ['/events.yaml', ['GET', 'OPTIONS']],
    ['/nope', []],
  ])('should know the methods of %s', (path, methods) => {
    expect([...table.allowed(path)]).toEqual(methods);
  });
});
