import type { HttpEvent } from '../events/log-event.ts';
import { apacheTime } from '../events/times.ts';
import { accessPeer } from './access-peer.ts';
import type { LineContext } from './log-format.ts';
import { closingQuote, presentField } from './quoted.ts';
import { requestLine } from './request-line.ts';

const SPACE = 32;
const QUOTE = 34;
const DASH = 45;
const ZERO = 48;

/** What the fields after the user agent say. */
export interface Tail {
  readonly target?: string | undefined;
  /** Value of `X-Forwarded-For`. */
  readonly forwarded?: string | undefined;
}

/** Reads the fields after the user agent, from a position on; undefined where the line is not of its format. */
export type TailReader = (line: string, at: number) => Tail | undefined;

/** Reads a line of the common or combined access log, and whatever a format adds at its end. */
export function combinedLine(line: string, context: LineContext, readTail: TailReader): HttpEvent | undefined {
  const from = accessPeer(line);
  if (from === undefined) return undefined;
  const bracket = timeBracket(line, from.end);
  if (bracket < 0) return undefined;
  const time = apacheTime(line, bracket + 1, context.offset);
  const start = line.indexOf('"', bracket) + 1;
  const end = requestEnd(line, start);
  if (time === undefined || end < 0) return undefined;
  const answer = answerAt(line, end + 2);
  const referrer = quotedField(line, answer.end);
  const agent = quotedField(line, referrer.end);
  const tail = readTail(line, agent.end);
  if (tail === undefined) return undefined;
  const { method, url, protocol } = requestLine(line.slice(start, end));
  const host = tail.target ?? (from.host || context.envelope.host);
  return {
    kind: 'http',
    time,
    client: context.clientOf(from.peer, from.forwarded ?? tail.forwarded),
    count: 1,
    target: host === '' ? undefined : host,
    method,
    url,
    protocol,
    status: answer.status,
    bytes: answer.bytes,
    referrer: presentField(referrer.text),
    userAgent: presentField(agent.text),
    user: userBetween(line, from.end, bracket),
  };
}

/** Position of the `[` of the time: a user name before it may contain brackets, but not the quote of the request. */
function timeBracket(line: string, from: number): number {
  for (let at = line.indexOf('[', from); at >= 0; at = line.indexOf('[', at + 1)) {
    // `[22/Nov/2026:05:10:37 +0000] "`
    if (line.charCodeAt(at + 27) === 93 && line.charCodeAt(at + 29) === QUOTE && at > from + 1) return at;
    if (line.charCodeAt(at + 3) === 47 && at > from + 1 && isBeforeRequest(line, at)) return at;
  }
  return -1;
}

/** Whether after the `]` of a time follows the request, or one word and the request. */
function isBeforeRequest(line: string, bracket: number): boolean {
  const after = /[^\]]{20,40}\] (?:[^\s"[]{1,255} )?"/uy;
  after.lastIndex = bracket + 1;
  return after.test(line);
}

/** End of the request: the first quote before a status. Servers that do not escape quotes leave others before it. */
function requestEnd(line: string, start: number): number {
  for (let at = closingQuote(line, start); at >= 0; at = closingQuote(line, at + 1)) {
    if (line.charCodeAt(at + 1) === SPACE && isStatus(line, at + 2)) return at;
  }
  return -1;
}

function isStatus(line: string, at: number): boolean {
  if (line.charCodeAt(at) === DASH) return isEnd(line, at + 1);
  return digitsAt(line, at) === 3 && isEnd(line, at + 3);
}

function isEnd(line: string, at: number): boolean {
  return at >= line.length || line.charCodeAt(at) === SPACE;
}

function digitsAt(line: string, at: number): number {
  let end = at;
  while (line.charCodeAt(end) >= ZERO && line.charCodeAt(end) <= 57) end++;
  return end - at;
}

function answerAt(line: string, at: number): { status: number; bytes: number; end: number } {
  const status = line.charCodeAt(at) === DASH ? 0 : Number(line.slice(at, at + 3));
  let end = at + (status === 0 ? 1 : 3);
  if (line.charCodeAt(end) !== SPACE) return { status, bytes: 0, end };
  let bytes = 0;
  for (end++; end < line.length; end++) {
    const code = line.charCodeAt(end);
    if (code < ZERO || code > 57) break;
    bytes = bytes * 10 + code - ZERO;
  }
  if (line.charCodeAt(end) === DASH) end++;
  return { status, bytes: Number.isSafeInteger(bytes) ? bytes : 0, end };
}

/** The quoted field after a space, or nothing. A field that is not closed ends with the line, which was cut off. */
function quotedField(line: string, at: number): { text: string; end: number } {
  if (line.charCodeAt(at) !== SPACE || line.charCodeAt(at + 1) !== QUOTE) return { text: '', end: at };
  const end = closingQuote(line, at + 2);
  return end < 0 ? { text: line.slice(at + 2), end: line.length } : { text: line.slice(at + 2, end), end: end + 1 };
}

/** What is between the client and the time: ident and user, of which the latter may contain spaces. */
function userBetween(line: string, from: number, bracket: number): string {
  if (bracket - from < 6) return '';
  const user = line.slice(line.indexOf(' ', from + 1) + 1, bracket - 1);
  return user === '-' || user === '""' ? '' : user;
}
