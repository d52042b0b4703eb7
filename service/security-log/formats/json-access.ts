import type { HttpEvent } from '../events/log-event.ts';
import { apacheTime, epochTime, numericTime } from '../events/times.ts';
import type { JsonObject } from './json-line.ts';
import type { LineContext } from './log-format.ts';
import { hostOf } from './log-format.ts';
import { presentField } from './quoted.ts';
import { requestLine } from './request-line.ts';
import type { RequestLine } from './request-line.ts';

/** Names under which a format logs each part of a request, the preferred ones first. */
export interface AccessKeys {
  /** A line without any of these is not of the format. */
  readonly status: readonly string[];
  readonly peer: readonly string[];
  readonly forwarded: readonly string[];
  readonly time: readonly string[];
  /** Whole request line. */
  readonly request: readonly string[];
  readonly method: readonly string[];
  readonly url: readonly string[];
  readonly protocol: readonly string[];
  readonly bytes: readonly string[];
  readonly referrer: readonly string[];
  readonly userAgent: readonly string[];
  readonly user: readonly string[];
  readonly host: readonly string[];
}

/** Reads an access log line in JSON; undefined where it has no status, or neither request line nor URL. */
export function jsonAccess(json: JsonObject, keys: AccessKeys, context: LineContext): HttpEvent | undefined {
  const field = (names: readonly string[]): string => fieldOf(json, names);
  const status = Number(field(keys.status) || Number.NaN);
  const request = requestOf(field(keys.request), field(keys.method), field(keys.url), field(keys.protocol));
  if (!Number.isInteger(status) || status < 0 || status > 999 || request === undefined) return undefined;
  return {
    kind: 'http',
    time: timeOf(json, keys.time, context.offset) ?? context.envelope.time,
    client: context.clientOf(field(keys.peer) || undefined, field(keys.forwarded) || undefined),
    count: 1,
    target: field(keys.host) || hostOf(context),
    ...request,
    status,
    bytes: Math.max(0, Math.trunc(Number(field(keys.bytes)) || 0)),
    referrer: field(keys.referrer),
    userAgent: field(keys.userAgent),
    user: field(keys.user),
  };
}

/** Its parts, or its whole line where a part is missing. */
function requestOf(line: string, method: string, url: string, protocol: string): RequestLine | undefined {
  if (url !== '' && (method !== '' || line === '')) return { method, url, protocol };
  return line === '' ? undefined : requestLine(line);
}

/** The first of the names whose value is a text or a number, as text; `-` is none. */
export function fieldOf(json: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const value = json[name];
    if (typeof value === 'number') return String(value);
    const text = typeof value === 'string' ? presentField(value) : '';
    if (text !== '') return text;
  }
  return '';
}

function timeOf(json: JsonObject, names: readonly string[], offset: number): number | undefined {
  for (const name of names) {
    const value = json[name];
    if (typeof value === 'number') return epochTime(value);
    if (typeof value !== 'string') continue;
    const time =
      numericTime(value, 0, offset)?.time ??
      apacheTime(value, 0, offset) ??
      (value === '' ? undefined : epochTime(Number(value)));
    if (time !== undefined) return time;
  }
  return undefined;
}
