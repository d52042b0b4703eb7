import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { encode, negotiateCoding } from './content-coding.ts';

const request = (headers: Record<string, string>): IncomingMessage => ({ headers }) as unknown as IncomingMessage;

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
  ])('should negotiate for %j %s', (header, expected) => {
    const { coding, identity } = negotiateCoding(request({ 'accept-encoding': header }));
    expect(`${coding}${identity ? '' : ' only'}`).toBe(expected);
  });

  it.each(['identity;q=0', '*;q=0', 'deflate, identity;q=0'])('should reject %j', (header) => {
    expect(() => negotiateCoding(request({ 'accept-encoding': header }))).toThrow(
      expect.objectContaining({ kind: 'not-acceptable' }),
    );
  });

  it.each([40, 40_000])('should preserve a body of %i lines', async (lines) => {
    const body = Buffer.from('all work and no play '.repeat(lines));
    expect(brotliDecompressSync(await encode(body, 'br'))).toEqual(body);
    expect(gunzipSync(await encode(body, 'gzip'))).toEqual(body);
    expect(zstdDecompressSync(await encode(body, 'zstd'))).toEqual(body);
  });
});
