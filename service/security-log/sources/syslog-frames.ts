import { MAX_LINE_CHARACTERS } from '../line-queue/line-batches.ts';

const LINE_FEED = 10;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
const LESS_THAN = 60;

/** Most bytes kept of a message; the rest is dropped. */
const MAX_BYTES = MAX_LINE_CHARACTERS * 4;

/** Digits of the largest length that is believed. */
const MAX_DIGITS = 8;

/**
 * Splits a stream into syslog messages (RFC 6587): octet counting, where a message begins with its length, or newlines. Each message
 * tells by its first characters, because a message begins with `<`.
 */
export class SyslogFrames {
  #pending: Buffer = Buffer.alloc(0);
  /** Bytes of the counted message still to come; undefined between messages and in those that end with a newline. */
  #length: number | undefined;
  /** Bytes to drop: the end of a counted message that is too long. */
  #skip = 0;
  /** Whether to drop everything up to the next newline: the end of a line that is too long. */
  #skipsLine = false;

  /** Adds bytes and returns the messages that are complete. */
  push(chunk: Buffer): readonly string[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const messages: string[] = [];
    for (;;) {
      this.#pending = this.#pending.subarray(this.#dropped());
      if (this.#pending.length === 0 || !this.#readLength()) return messages;
      const message = this.#length === undefined ? this.#line() : this.#counted(this.#length);
      if (message === undefined) return messages;
      if (message !== '') messages.push(message);
    }
  }

  /** Returns the last message of a stream that ended without a newline. */
  end(): readonly string[] {
    const isMessage = this.#length === undefined && this.#pending.length > 0 && !this.#skipsLine;
    return isMessage ? [textOf(this.#pending)] : [];
  }

  #dropped(): number {
    if (this.#skipsLine) {
      const end = this.#pending.indexOf(LINE_FEED);
      this.#skipsLine = end < 0;
      return end < 0 ? this.#pending.length : end + 1;
    }
    const dropped = Math.min(this.#skip, this.#pending.length);
    this.#skip -= dropped;
    return dropped;
  }

  /** Reads the length of a counted message. Returns false if more bytes are needed to tell. */
  #readLength(): boolean {
    if (this.#length !== undefined) return true;
    let digits = 0;
    while (digits < MAX_DIGITS && isDigit(this.#pending[digits])) digits++;
    if (digits === 0) return true;
    if (this.#pending.length < digits + 2) return this.#pending.includes(LINE_FEED);
    if (this.#pending[digits] !== SPACE || this.#pending[digits + 1] !== LESS_THAN) return true;
    this.#length = Number(this.#pending.subarray(0, digits).toString());
    this.#pending = this.#pending.subarray(digits + 1);
    return true;
  }

  #counted(length: number): string | undefined {
    const kept = Math.min(length, MAX_BYTES);
    if (this.#pending.length < kept) return undefined;
    const message = textOf(this.#pending.subarray(0, kept));
    this.#pending = this.#pending.subarray(kept);
    [this.#length, this.#skip] = [undefined, length - kept];
    return message;
  }

  #line(): string | undefined {
    const end = this.#pending.indexOf(LINE_FEED);
    if (end < 0 && this.#pending.length <= MAX_BYTES) return undefined;
    this.#skipsLine = end < 0;
    const message = textOf(end < 0 ? this.#pending : this.#pending.subarray(0, end));
    this.#pending = this.#pending.subarray(end < 0 ? this.#pending.length : end + 1);
    return message;
  }
}

/** Returns a message as one line. */
export function textOf(bytes: Buffer): string {
  return bytes
    .subarray(0, MAX_BYTES)
    .toString()
    .replace(/[\r\n\0]+$/, '')
    .replaceAll('\n', ' ');
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= ZERO && code <= NINE;
}
