import type { IncomingHttpHeaders } from 'node:http';
import { parseHttpDate } from './http-date.ts';

/**
 * Whether the client's copy is current (RFC 9110 section 13.2.2): If-None-Match by weak comparison, including lists and `*`; otherwise
 * If-Modified-Since, to the second. Invalid dates are ignored.
 */
export function isNotModified(headers: IncomingHttpHeaders, etag: string, lastModified: number | undefined): boolean {
  const match = headers['if-none-match'];
  if (match !== undefined) return match === etag || match.trim() === '*' || listsTag(match, etag);
  const since = headers['if-modified-since'];
  if (since === undefined || lastModified === undefined) return false;
  const time = parseHttpDate(since);
  return time !== undefined && toSecond(lastModified) <= time;
}

/** Whether a request has If-Match or If-Unmodified-Since. */
export function hasPrecondition(headers: IncomingHttpHeaders): boolean {
  return headers['if-match'] !== undefined || headers['if-unmodified-since'] !== undefined;
}

/**
 * Whether a representation meets the preconditions of the request (RFC 9110 section 13.2.2). If-Match compares strongly and entity tags
 * are weak, so only `*` matches. If-Unmodified-Since applies only without If-Match.
 */
export function meetsPrecondition(headers: IncomingHttpHeaders, lastModified: number | undefined): boolean {
  const match = headers['if-match'];
  if (match !== undefined) return match.trim() === '*';
  const since = headers['if-unmodified-since'];
  const time = since === undefined ? undefined : parseHttpDate(since);
  return time === undefined || lastModified === undefined || toSecond(lastModified) <= time;
}

function toSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

function listsTag(list: string, etag: string): boolean {
  const opaque = etag.replace(/^W\//, '');
  return (list.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => tag.replace(/^W\//, '') === opaque);
}
