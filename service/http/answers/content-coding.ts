import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib';
import Negotiator from 'negotiator';
import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../problems/problem.ts';

/** Supported content codings, in order of preference. */
export const CODINGS = ['br', 'zstd', 'gzip', 'identity'] as const;
export type Coding = (typeof CODINGS)[number];

/** The published types lack the option that breaks ties. */
interface PreferringNegotiator {
  encodings(available: readonly string[], options: { readonly preferred: readonly string[] }): readonly string[];
}

/** Smaller bodies are not worth encoding. */
export const SMALLEST_CODED_BYTES = 256;
/** Up to this size, the higher levels cost at most about 2 ms of CPU; above it, faster ones are used. */
const SMALL_BYTES = 65_536;

const compress = { br: promisify(brotliCompress), gzip: promisify(gzip), zstd: promisify(zstdCompress) };

/** Result of negotiating the content coding. */
export interface NegotiatedCoding {
  readonly coding: Coding;
  /** Whether the client also accepts the identity coding. */
  readonly identity: boolean;
}

/**
 * Returns the best coding that Accept-Encoding allows (RFC 9110 section 12.5.3).
 *
 * @throws ProblemError if it allows none, not even identity.
 */
export function negotiateCoding(request: IncomingMessage): NegotiatedCoding {
  const accepted = (new Negotiator(request) as PreferringNegotiator).encodings(CODINGS, { preferred: CODINGS });
  const coding = CODINGS.find((known) => known === accepted[0]);
  if (coding === undefined)
    throw new ProblemError('not-acceptable', `The Accept-Encoding header allows none of ${CODINGS.join(', ')}.`);
  return { coding, identity: accepted.includes('identity') };
}

/** Encodes the body on the thread pool. */
export async function encode(body: Buffer, coding: Exclude<Coding, 'identity'>): Promise<Buffer> {
  return await encoders[coding](body);
}

/** The slowest level of each coding takes ten times as long for one or two percent. */
const encoders: Record<Exclude<Coding, 'identity'>, (body: Buffer) => Promise<Buffer>> = {
  br: (body) =>
    compress.br(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: body.length > SMALL_BYTES ? 4 : 6,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  gzip: (body) => compress.gzip(body, { level: body.length > SMALL_BYTES ? 3 : 6 }),
  zstd: (body) =>
    compress.zstd(body, { params: { [constants.ZSTD_c_compressionLevel]: body.length > SMALL_BYTES ? 4 : 9 } }),
};
