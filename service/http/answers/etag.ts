import { createHash } from 'node:crypto';

/** A weak entity tag (RFC 9110 section 8.8.3) over everything the client would see change. */
export function weakEtag(...parts: readonly (string | Buffer)[]): string {
  return `W/"${digest(...parts).slice(0, 22)}"`;
}

/** SHA-256 of the parts, each preceded by its length, as base64url. */
export function digest(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${String(part.length)}:`).update(part);
  return hash.digest('base64url');
}
