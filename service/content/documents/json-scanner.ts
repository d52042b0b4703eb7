import { OffsetError } from './document.errors.ts';
import type { ValuePath } from './document.errors.ts';

/** Called for every value, before its content is read. */
export type JsonVisitor = (path: ValuePath, offset: number) => void;

interface Frame {
  readonly close: '}' | ']';
  readonly keys: Set<string>;
  step: string | number;
}

const LITERALS = ['true', 'false', 'null'] as const;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Scans JSON (RFC 8259), without recursion and in one pass, for what `JSON.parse` does not report: the offset of an error,
 * duplicate keys (rejected), nesting beyond `maxDepth`, and numbers that a double cannot represent.
 */
export class JsonScanner {
  #offset = 0;
  readonly #frames: Frame[] = [];
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #visit: JsonVisitor | undefined;

  constructor(text: string, maxDepth: number, visit?: JsonVisitor) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#visit = visit;
  }

  /** @throws OffsetError at the first invalid character. */
  scan(): void {
    this.#skipSpace();
    this.#value();
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      this.#next(frame);
    }
    if (this.#offset < this.#text.length) {
      throw this.#error(`${this.#found()} after the end of the document`);
    }
  }

  /** Reads what follows a value: a comma and the next value, or the end of the list or object. */
  #next(frame: Frame): void {
    const character = this.#text[this.#offset];
    if (character === frame.close) {
      this.#close();
      return;
    }
    if (character !== ',') {
      throw this.#error(`"," or "${frame.close}" expected, ${this.#found()}`);
    }
    this.#offset++;
    this.#skipSpace();
    if (frame.close === '}') this.#key(frame);
    else frame.step = (frame.step as number) + 1;
    this.#value();
  }

  #close(): void {
    this.#frames.pop();
    this.#offset++;
    this.#skipSpace();
  }

  #value(): void {
    this.#visit?.(
      this.#frames.map((frame) => frame.step),
      this.#offset,
    );
    const character = this.#text[this.#offset];
    if (character === '{' || character === '[') {
      this.#open(character);
      return;
    }
    if (character === '"') this.#string();
    else if (character === '-' || (character !== undefined && character >= '0' && character <= '9')) this.#number();
    else this.#literal();
    this.#skipSpace();
  }

  #open(character: '{' | '['): void {
    if (this.#frames.length >= this.#maxDepth) {
      throw this.#error(`nested deeper than ${String(this.#maxDepth)} levels`);
    }
    const frame: Frame = { close: character === '{' ? '}' : ']', keys: new Set(), step: 0 };
    this.#frames.push(frame);
    this.#offset++;
    this.#skipSpace();
    if (this.#text[this.#offset] === frame.close) {
      this.#close();
      return;
    }
    if (frame.close === '}') this.#key(frame);
    this.#value();
  }

  #key(frame: Frame): void {
    const start = this.#offset;
    if (this.#text[start] !== '"') throw this.#error(`a key in double quotes expected, ${this.#found()}`);
    this.#string();
    const key = JSON.parse(this.#text.slice(start, this.#offset)) as string;
    if (frame.keys.has(key)) throw new OffsetError(start, `duplicate key ${JSON.stringify(key)}`);
    frame.keys.add(key);
    frame.step = key;
    this.#skipSpace();
    if (this.#text[this.#offset] !== ':') throw this.#error(`":" expected, ${this.#found()}`);
    this.#offset++;
    this.#skipSpace();
  }

  #string(): void {
    const start = this.#offset++;
    for (;;) {
      const code = this.#text.charCodeAt(this.#offset);
      if (Number.isNaN(code)) throw new OffsetError(start, 'unterminated string');
      if (code === 0x22) break;
      if (code < 0x20) throw this.#error('a control character in a string: write it as an escape');
      if (code === 0x5c) this.#escape();
      else this.#offset++;
    }
    this.#offset++;
  }

  #escape(): void {
    ESCAPE.lastIndex = this.#offset;
    if (!ESCAPE.test(this.#text)) throw this.#error('an unknown escape in a string');
    this.#offset = ESCAPE.lastIndex;
  }

  #number(): void {
    const start = this.#offset;
    NUMBER.lastIndex = start;
    const literal = NUMBER.exec(this.#text)?.[0];
    if (literal === undefined) throw this.#error('a number expected after "-"');
    this.#offset += literal.length;
    if (/[\d.eE+-]/.test(this.#text[this.#offset] ?? '')) throw this.#error(`a number that JSON does not allow`);
    const problem = inexactNumber(literal);
    if (problem !== undefined) throw new OffsetError(start, problem);
  }

  #literal(): void {
    const word = LITERALS.find((literal) => this.#text.startsWith(literal, this.#offset));
    if (word === undefined) throw this.#error(`a value expected, ${this.#found()}`);
    this.#offset += word.length;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#offset);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#offset++;
    }
  }

  #found(): string {
    const point = this.#text.codePointAt(this.#offset);
    return point === undefined ? 'the end of the file found' : `${JSON.stringify(String.fromCodePoint(point))} found`;
  }

  #error(reason: string): OffsetError {
    return new OffsetError(this.#offset, reason);
  }
}

/** Returns why a JSON parser would change the value of `literal`; undefined if it is exact enough. */
export function inexactNumber(literal: string): string | undefined {
  const value = Number(literal);
  const shown = literal.length > 30 ? `${literal.slice(0, 27)}...` : literal;
  if (!Number.isFinite(value)) return `the number ${shown} is too large: write it as a string`;
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && !/[.eE]/.test(literal)) {
    return `the integer ${shown} would lose digits (the limit is 2^53 - 1): write it as a string`;
  }
  return undefined;
}
