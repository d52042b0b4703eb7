/** Position in a document: line and column start at 1, columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Path from a document's root to a value: object keys and array indexes. */
export type ValuePath = readonly (string | number)[];

/** Returns the position of `offset` (a UTF-16 index) in `text`. LF, CR and CRLF end a line. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (let index = 0; index < offset; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(index + 1) !== 0x0a)) {
      line++;
      lineStart = index + 1;
    }
  }
  return { line, column: offset - lineStart + 1 };
}

/** A syntax or structural error in a text, with its UTF-16 offset. */
export class OffsetError extends Error {
  override readonly name = 'OffsetError';
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

/** Tracks the offset of the value at a path, or of its nearest ancestor, while visiting the values of a document. */
export class NearestValue {
  /** UTF-16 index; initially the start of the document. */
  offset = 0;
  #depth = -1;
  readonly #path: ValuePath;

  constructor(path: ValuePath) {
    this.#path = path;
  }

  see(candidate: ValuePath, offset: number): void {
    if (candidate.length <= this.#depth || candidate.length > this.#path.length) return;
    if (candidate.some((step, index) => step !== this.#path[index])) return;
    this.offset = offset;
    this.#depth = candidate.length;
  }
}

/** Formats a path for messages: `items[2].date`, or `the document` for the root. */
export function describePath(path: ValuePath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${String(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text === '' ? 'the document' : text;
}

/** One error in a document. */
export interface Mistake {
  readonly position: Position;
  readonly reason: string;
}

/**
 * An invalid document, with the position of the error.
 * The message reads `events.yaml, line 3, column 9: <reason>`.
 */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly document: string;
  readonly position: Position;
  readonly reason: string;
  /** Further mistakes, if more than one was requested. */
  readonly others: readonly Mistake[];

  constructor(document: string, position: Position, reason: string, others: readonly Mistake[] = []) {
    super(`${document}, line ${String(position.line)}, column ${String(position.column)}: ${reason}`);
    this.document = document;
    this.position = position;
    this.reason = reason;
    this.others = others;
  }
}
