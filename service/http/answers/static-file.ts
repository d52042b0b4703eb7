import { readFile, stat } from 'node:fs/promises';
import { weakEtag } from './etag.ts';
import type { Representation } from './representation.ts';

/** Reads a file that never changes while the process runs as a representation. */
export async function staticFile(
  route: string,
  file: URL,
  mediaType: string,
  headers: Readonly<Record<string, string>>,
  cacheControl: string,
): Promise<Representation> {
  const [body, { mtimeMs }] = await Promise.all([readFile(file), stat(file)]);
  return {
    route,
    mediaType,
    body,
    etag: weakEtag(body, mediaType),
    lastModified: mtimeMs,
    headers: { ...headers, Vary: 'Accept-Encoding', 'Cache-Control': cacheControl },
    freshness: undefined,
    validUntil: Infinity,
  };
}
