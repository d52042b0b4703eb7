import type { BlockList } from 'node:net';
import type { LogEvent } from '../events/log-event.ts';
import { networks } from '../events/network.ts';
import { detectFormat, formatNamed } from './detect-format.ts';
import type { Envelope, LineContext, LogFormat } from './log-format.ts';
import { NO_ENVELOPE, otherEvent } from './log-format.ts';
import { trustedClient } from './trusted-client.ts';
import { unwrap } from './unwrap.ts';
import type { Unwrapped } from './unwrap.ts';

/** How the lines of one origin are read. */
export interface LineReaderOptions {
  /** Name of their format; by default it is detected, for each line where they differ. */
  readonly format?: string | undefined;
  /** Minutes east of UTC of times that carry no time zone; 0 by default. */
  readonly offset?: number | undefined;
  /** Addresses and networks in CIDR notation of the proxies whose forwarded addresses count; none by default. */
  readonly trustedProxies?: readonly string[] | undefined;
}

/** Longest line that is put together from the parts of a container runtime, in characters; the rest is left out. */
const LONGEST_LINE = 1_048_576;
const EXAMPLE = 200;

/** Reads the lines of one origin, in their order, and counts those that no format can read. */
export class LineReader {
  /** Lines read, blank ones included. */
  lines = 0;
  /** Lines that no format could read. */
  unreadable = 0;
  /** The first of them, printable and shortened. */
  example: string | undefined;
  /** Time of the newest event, in milliseconds since the epoch. */
  newest: number | undefined;
  readonly #fixed: LogFormat | undefined;
  readonly #offset: number;
  readonly #trusted: BlockList | undefined;
  #current: LogFormat | undefined;
  /** Whether the last line had nothing around it, so that most likely the next one has not either. */
  #isBare = false;
  #partial = '';

  /** @throws Error where the format or a proxy is unknown. */
  constructor(options: LineReaderOptions = {}) {
    this.#fixed = options.format === undefined ? undefined : formatNamed(options.format);
    this.#offset = options.offset ?? 0;
    const proxies = options.trustedProxies ?? [];
    this.#trusted = proxies.length === 0 ? undefined : networks(proxies);
  }

  /** Name of the format of the last line that was read; undefined before the first. */
  get format(): string | undefined {
    return (this.#fixed ?? this.#current)?.name;
  }

  /**
   * Reads one line, without its line feed. `now`, in milliseconds since the epoch, completes dates without a year; the time at
   * which the line was collected.
   * @returns undefined where no format can read it, which is counted. Never throws.
   */
  read(line: string, now: number = Date.now()): LogEvent | undefined {
    this.lines++;
    const text = trimmed(line);
    const event = this.#isBare ? this.#bare(text, now) : undefined;
    return this.#note(event ?? this.#wrapped(text, now), text);
  }

  /** Offers the line as it is to the format of the last one, which saves looking for what is around it. */
  #bare(text: string, now: number): LogEvent | undefined {
    return this.#current?.read(text, this.#context(now, undefined));
  }

  #wrapped(text: string, now: number): LogEvent | undefined {
    const part = unwrap(text, { now, offset: this.#offset });
    if (part.isPartial) {
      this.#partial = (this.#partial + part.message).slice(0, LONGEST_LINE);
      return otherEvent(part.envelope.time, this.#context(now, part));
    }
    const whole = this.#partial === '' ? part : joined(this.#partial, part, { now, offset: this.#offset });
    this.#partial = '';
    this.#isBare = !part.isWrapped && part.json === undefined;
    const context = this.#context(now, whole);
    return whole.message.trim() === '' ? otherEvent(undefined, context) : this.#message(whole.message, context);
  }

  #message(message: string, context: LineContext): LogEvent | undefined {
    const event = (this.#fixed ?? this.#current)?.read(message, context);
    if (event !== undefined || this.#fixed !== undefined) return event;
    const found = detectFormat(message, context);
    this.#current = found?.format ?? this.#current;
    // A line of a program that no format is for was understood, and is without interest.
    return found?.event ?? (context.envelope.program !== '' ? otherEvent(undefined, context) : undefined);
  }

  #context(now: number, part: Unwrapped | undefined): LineContext {
    const trusted = this.#trusted;
    return {
      now,
      offset: this.#offset,
      envelope: this.#envelope(part?.envelope ?? NO_ENVELOPE),
      json: part?.json,
      clientOf: (peer, forwarded) => trustedClient(peer, forwarded, trusted),
    };
  }

  /** A format that was fixed says which program wrote the line where the line does not. */
  #envelope(envelope: Envelope): Envelope {
    if (this.#fixed === undefined || envelope.program !== '') return envelope;
    return { ...envelope, program: this.#fixed.name };
  }

  #note(event: LogEvent | undefined, text: string): LogEvent | undefined {
    if (event === undefined) {
      this.unreadable++;
      this.example ??= printable(text);
    } else if (event.time !== undefined && (this.newest === undefined || event.time > this.newest)) {
      this.newest = event.time;
    }
    return event;
  }
}

function joined(start: string, end: Unwrapped, reference: { now: number; offset: number }): Unwrapped {
  const inner = unwrap((start + end.message).slice(0, LONGEST_LINE), reference);
  return inner.isWrapped ? inner : { ...inner, envelope: end.envelope };
}

function trimmed(line: string): string {
  const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  return text.charCodeAt(text.length - 1) === 13 ? text.slice(0, -1) : text;
}

/** Without control characters, and short enough for a report. */
function printable(text: string): string {
  return text.slice(0, EXAMPLE).replace(/[\p{C}]/gu, '\u{fffd}');
}
