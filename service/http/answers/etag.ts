import { createHash } from 'node:crypto';

/** Returns a weak entity tag (RFC 9110 section 8.8.3) over everything that changes what the client sees. */
export function weakEtag(...parts: readonly (string | Buffer)[]): string {
  return `W/"${digest(...parts).slice(0, 22)}"`;
}

/** Returns the SHA-256 of the parts, each preceded by its length, as base64url. */
export function digest(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${String(part.length)}:`).update(part);
  return hash.digest('base64url');
}
