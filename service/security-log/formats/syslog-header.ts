import { ctimeTime, epochTime, numericTime, syslogTime } from '../events/times.ts';
import type { TimeAt } from '../events/times.ts';
import type { Envelope } from './log-format.ts';

/** A message and what was around it. */
export interface Wrapped {
  readonly message: string;
  readonly envelope: Envelope;
}

/** What is needed to read a time that is not complete. */
export interface TimeReference {
  readonly now: number;
  readonly offset: number;
}

const PRIORITY = /^<\d{1,3}>/u;
const RFC5424 = /^1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) \S{1,32} /u;
/** `host program[pid]: `, without the host in some logs, with brackets around the program in others. */
const TAG = /^(?:([\w.:-]{1,255}) )?\[?([A-Za-z_(][\w./@()+-]{0,127}?)\]?(?:\[([\w./-]{1,48})\])?: ?/u;

/**
 * Takes off a syslog header: RFC 5424, RFC 3164, and what rsyslog and journalctl write, with an RFC 3339 or Unix time.
 * @returns undefined where the line has none.
 */
export function syslogHeader(line: string, reference: TimeReference): Wrapped | undefined {
  const priority = PRIORITY.exec(line.slice(0, 5));
  const start = priority === null ? 0 : priority[0].length;
  if (priority !== null && line.startsWith('1 ', start)) return rfc5424(line.slice(start), reference);
  const stamp = stampAt(line, start, reference);
  if (stamp === undefined) return priority === null ? undefined : tagged(line, start, undefined);
  const space = line.charCodeAt(stamp.end) === 58 ? stamp.end + 1 : stamp.end;
  return line.charCodeAt(space) === 32 ? tagged(line, space + 1, stamp.time) : undefined;
}

/** `host program[pid]: message` without a time, as `journalctl --output=short` less its time. */
export function bareTag(line: string): Wrapped | undefined {
  const match = /^[\w.-]{1,255} [A-Za-z_][\w.@-]{0,63}\[\d{1,10}\]: /u.exec(line.slice(0, 400));
  return match === null ? undefined : tagged(line, 0, undefined);
}

function tagged(line: string, at: number, time: number | undefined): Wrapped | undefined {
  const match = TAG.exec(line.slice(at, at + 600));
  if (match === null) return undefined;
  const [all, host = '', program = '', pid = ''] = match;
  return { message: line.slice(at + all.length), envelope: { time, host, program, pid } };
}

function stampAt(line: string, at: number, { now, offset }: TimeReference): TimeAt | undefined {
  const code = line.charCodeAt(at);
  if (code >= 48 && code <= 57) return numericTime(line, at, offset) ?? unixTime(line, at);
  if (code < 65 || code > 90) return undefined;
  return syslogTime(line, at, now, offset) ?? journalFull(line, at, offset) ?? ctimeTime(line, at, offset);
}

/** `journalctl --output=short-full`: `Sun 2026-11-22 05:10:37 UTC`. */
function journalFull(line: string, at: number, offset: number): TimeAt | undefined {
  const day = /^[A-Z][a-z]{2} (?=\d{4}-)/u.exec(line.slice(at, at + 9));
  if (day === null) return undefined;
  const zone = /^ [A-Z]{2,5}(?= )/u;
  const isUtc = (end: number): boolean => line.startsWith(' UTC ', end);
  const start = at + day[0].length;
  const local = numericTime(line, start, offset);
  const stamp = local !== undefined && isUtc(local.end) ? numericTime(line, start, 0) : local;
  return (
    stamp && { time: stamp.time, end: stamp.end + (zone.exec(line.slice(stamp.end, stamp.end + 8))?.[0].length ?? 0) }
  );
}

/** `journalctl --output=short-unix`. */
function unixTime(line: string, at: number): TimeAt | undefined {
  const match = /^\d{9,10}\.\d{3,9}(?= )/u.exec(line.slice(at, at + 22));
  const time = match === null ? undefined : epochTime(Number(match[0]));
  return match === null || time === undefined ? undefined : { time, end: at + match[0].length };
}

function rfc5424(line: string, { offset }: TimeReference): Wrapped | undefined {
  const match = RFC5424.exec(line.slice(0, 600));
  if (match === null) return undefined;
  const [all, stamp = '', host = '', program = '', pid = ''] = match;
  const end = structuredDataEnd(line, all.length);
  if (end < 0) return undefined;
  const envelope = {
    time: numericTime(stamp, 0, offset)?.time,
    host: value(host),
    program: value(program),
    pid: value(pid),
  };
  return { message: line.slice(end).replace(/^ ?\uFEFF?/u, ''), envelope };
}

function value(field: string): string {
  return field === '-' ? '' : field;
}

/** Position after the structured data: `-`, or elements in brackets, whose values are quoted and escape with a backslash. */
function structuredDataEnd(line: string, start: number): number {
  if (line.charCodeAt(start) === 45) return start + 1;
  const element = /\[[^\s\]="]{1,255}(?: [^\s\]="]{1,255}="(?:[^"\\]|\\.)*")*\]/uy;
  let end = start;
  element.lastIndex = end;
  while (element.test(line)) {
    end = element.lastIndex;
    if (line.charCodeAt(end) !== 91) break;
  }
  return end === start ? -1 : end;
}
