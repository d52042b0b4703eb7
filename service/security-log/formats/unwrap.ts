import { canonicalClient } from '../events/address.ts';
import { epochTime, numericTime } from '../events/times.ts';
import { parseJson } from './json-line.ts';
import type { JsonObject } from './json-line.ts';
import type { Envelope } from './log-format.ts';
import { NO_ENVELOPE } from './log-format.ts';
import { bareTag, syslogHeader } from './syslog-header.ts';
import type { TimeReference } from './syslog-header.ts';

/** A line without what log transport put around it. */
export interface Unwrapped {
  readonly message: string;
  readonly envelope: Envelope;
  /** Whether anything was around it. */
  readonly isWrapped: boolean;
  /** The message as an object, if it is one in JSON. */
  readonly json: JsonObject | undefined;
  /** Whether the container runtime split the line here, and its next one continues it. */
  readonly isPartial: boolean;
}

/** Syslog in JSON in the log of a container runtime. */
const DEPTH = 3;

/** Takes off, from the outside in, what container runtimes, journals, log shippers and syslog put around a line. */
export function unwrap(line: string, reference: TimeReference): Unwrapped {
  let message = line;
  let envelope = NO_ENVELOPE;
  for (let depth = 0; depth < DEPTH; depth++) {
    const json = jsonOf(message);
    const inner = json === undefined ? plain(message, reference, depth) : wrappedIn(json);
    if (inner === undefined) return { message, envelope, isWrapped: depth > 0, json, isPartial: false };
    envelope =
      inner.envelope.program === '' && envelope.program !== ''
        ? { ...envelope, time: inner.envelope.time }
        : inner.envelope;
    ({ message } = inner);
    if (inner.isPartial === true) return { message, envelope, isWrapped: true, json: undefined, isPartial: true };
  }
  return { message, envelope, isWrapped: true, json: jsonOf(message), isPartial: false };
}

function jsonOf(message: string): JsonObject | undefined {
  return message.startsWith('{') ? parseJson(message) : undefined;
}

interface Inner {
  readonly message: string;
  readonly envelope: Envelope;
  readonly isPartial?: boolean;
}

function plain(line: string, reference: TimeReference, depth: number): Inner | undefined {
  const container = containerLine(line);
  if (container !== undefined) return container;
  return syslogHeader(line, reference) ?? (depth === 0 ? bareTag(line) : undefined);
}

/** As containerd and CRI-O write it: `2026-11-22T05:10:37.123456789Z stdout F message`; `P` marks a part of a line. */
function containerLine(line: string): Inner | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\S{8,30}) (?:stdout|stderr) ([FP])(?::\S{0,20})? /u.exec(line.slice(0, 80));
  if (match === null) return undefined;
  const time = numericTime(match[1] ?? '', 0, 0)?.time;
  return { message: line.slice(match[0].length), envelope: withoutProgram(time), isPartial: match[2] === 'P' };
}

function wrappedIn(json: JsonObject): Inner | undefined {
  return journalEntry(json) ?? dockerLine(json) ?? shippedLine(json);
}

/** `journalctl --output=json`, whose message is a list of bytes where it is not UTF-8. */
function journalEntry(json: JsonObject): Inner | undefined {
  const { MESSAGE: message, __REALTIME_TIMESTAMP: time } = json;
  const text = Array.isArray(message) ? bytes(message) : message;
  if (typeof text !== 'string' || typeof time !== 'string') return undefined;
  return {
    message: text,
    envelope: {
      time: epochTime(Number(time)),
      host: string(json['_HOSTNAME']),
      program: string(json['SYSLOG_IDENTIFIER'] ?? json['_COMM']),
      pid: string(json['SYSLOG_PID'] ?? json['_PID']),
    },
  };
}

/** As Docker's `json-file` driver writes it; a part of a line has no line feed at its end. */
function dockerLine(json: JsonObject): Inner | undefined {
  const { log, stream, time } = json;
  if (typeof log !== 'string' || typeof stream !== 'string' || typeof time !== 'string') return undefined;
  const isPartial = !log.endsWith('\n');
  return { message: log.replace(/\r?\n$/u, ''), envelope: withoutProgram(numericTime(time, 0, 0)?.time), isPartial };
}

/** As Filebeat, Fluent Bit and others ship it. Where it has a level, it is the log of a program, and may repeat what a client sent. */
function shippedLine(json: JsonObject): Inner | undefined {
  const text = json['message'] ?? json['log'];
  if (
    typeof text !== 'string' ||
    ['level', 'severity', 'logger', 'logger_name', 'log.level'].some((key) => key in json)
  )
    return undefined;
  const host = string(json['host'] ?? json['hostname']);
  const time = numericTime(string(json['@timestamp'] ?? json['timestamp'] ?? json['time']), 0, 0)?.time;
  return {
    message: text.replace(/\r?\n$/u, ''),
    envelope: { ...withoutProgram(time), host: canonicalClient(host) ?? '' },
  };
}

function withoutProgram(time: number | undefined): Envelope {
  return { ...NO_ENVELOPE, time };
}

function bytes(values: readonly unknown[]): string {
  return Buffer.from(values.map(Number)).toString('utf8');
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
