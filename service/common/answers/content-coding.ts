import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib';
import Negotiator from 'negotiator';
import type { IncomingMessage } from 'node:http';

/** The content codings that are prepared, the preferred one first. */
export const CODINGS = ['br', 'zstd', 'gzip', 'identity'] as const;
export type Coding = (typeof CODINGS)[number];

/** The published types lack the option by which ties are broken. */
interface PreferringNegotiator {
  encoding(available: readonly string[], options: { readonly preferred: readonly string[] }): string | undefined;
}

/** Below this a coded body is not worth its header. */
const SMALLEST_CODED_BYTES = 256;
/** Up to this size the better levels cost at most some 2 ms of CPU; beyond it the faster ones are used. */
const SMALL_BYTES = 65_536;

const compress = { br: promisify(brotliCompress), gzip: promisify(gzip), zstd: promisify(zstdCompress) };

/** The coding to answer with: the best that Accept-Encoding allows, identity when it allows none. */
export function negotiateCoding(request: IncomingMessage): Coding {
  const header = request.headers['accept-encoding'];
  if (header === undefined || header === '') return 'identity';
  const accepted = (new Negotiator(request) as PreferringNegotiator).encoding(CODINGS, { preferred: CODINGS });
  return CODINGS.find((coding) => coding === accepted) ?? 'identity';
}

/** The body in a coding, on the thread pool. Undefined when it would not become smaller. */
export async function encode(body: Buffer, coding: Exclude<Coding, 'identity'>): Promise<Buffer | undefined> {
  if (body.length < SMALLEST_CODED_BYTES) return undefined;
  const coded = await encoders[coding](body);
  return coded.length < body.length ? coded : undefined;
}

/** Levels by cost: the slowest ones of each coding take ten times as long for one or two percent. */
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
