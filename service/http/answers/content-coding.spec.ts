import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib';
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

  it('should send no coding without the header', () => {
    expect(negotiateCoding(request({}))).toEqual({ coding: 'identity', identity: true });
  });

  /** Text that compresses differently at each level. */
  const text = (bytes: number): Buffer => {
    let state = 1;
    const words = Array.from({ length: bytes / 4 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return (state % 5000).toString(36);
    });
    return Buffer.from(words.join(' ').padEnd(bytes).slice(0, bytes));
  };
  const references = {
    br: (body: Buffer, quality: number) =>
      promisify(brotliCompress)(body, {
        params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
      }),
    gzip: (body: Buffer, level: number) => promisify(gzip)(body, { level }),
    zstd: (body: Buffer, level: number) =>
      promisify(zstdCompress)(body, { params: { [constants.ZSTD_c_compressionLevel]: level } }),
  };
  const decoders = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };

  it.each([
    ['br', 65_536, 6],
    ['br', 65_537, 4],
    ['gzip', 65_536, 6],
    ['gzip', 65_537, 3],
    ['zstd', 65_536, 9],
    ['zstd', 65_537, 4],
  ] as const)('should encode as %s a body of %i bytes at level %i', async (coding, bytes, level) => {
    const body = text(bytes);
    const encoded = await encode(body, coding);
    // Buffer.equals: toEqual compares large buffers one element at a time.
    expect(encoded.equals(await references[coding](body, level))).toBe(true);
    expect(decoders[coding](encoded).equals(body)).toBe(true);
  });
});
