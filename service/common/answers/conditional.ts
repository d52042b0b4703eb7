import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether the client's copy is current (RFC 9110 section 13.2.2): If-None-Match by weak comparison, lists and `*` included; else
 * If-Modified-Since, to the second.
 */
export function isNotModified(headers: IncomingHttpHeaders, etag: string, lastModified: number | undefined): boolean {
  const match = headers['if-none-match'];
  if (match !== undefined) return match === etag || match.trim() === '*' || listsTag(match, etag);
  const since = headers['if-modified-since'];
  if (since === undefined || lastModified === undefined) return false;
  const time = Date.parse(since);
  return !Number.isNaN(time) && Math.floor(lastModified / 1000) * 1000 <= time;
}

function listsTag(list: string, etag: string): boolean {
  const opaque = etag.replace(/^W\//, '');
  return (list.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => tag.replace(/^W\//, '') === opaque);
}
