/** A place in a document: both numbers start at 1, columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The road from a document's root to a value: object keys and array indexes. */
export type ValuePath = readonly (string | number)[];

/** Where `offset` (a UTF-16 index) falls in `text`. LF, CR and CRLF all end a line. */
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

/** Told of the values of a document one after the other, remembers where the value at a path, or its nearest ancestor, stands. */
export class NearestValue {
  /** UTF-16 index; the start of the document until something nearer was seen. */
  offset = 0;
  private depth = -1;
  private readonly path: ValuePath;

  constructor(path: ValuePath) {
    this.path = path;
  }

  see(candidate: ValuePath, offset: number): void {
    if (candidate.length <= this.depth || candidate.length > this.path.length) return;
    if (candidate.some((step, index) => step !== this.path[index])) return;
    this.offset = offset;
    this.depth = candidate.length;
  }
}

/** A path as an author reads it: `items[2].date`, or `the document` for the root. */
export function describePath(path: ValuePath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${String(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text === '' ? 'the document' : text;
}

/** One thing that is wrong with a document. */
export interface Mistake {
  readonly position: Position;
  readonly reason: string;
}

/**
 * A document that cannot be served, with the place to look at.
 * The message reads `events.yaml, line 3, column 9: <reason>`.
 */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly document: string;
  readonly position: Position;
  readonly reason: string;
  /** What else is wrong, where more than the first mistake was looked for. */
  readonly others: readonly Mistake[];

  constructor(document: string, position: Position, reason: string, others: readonly Mistake[] = []) {
    super(`${document}, line ${String(position.line)}, column ${String(position.column)}: ${reason}`);
    this.document = document;
    this.position = position;
    this.reason = reason;
    this.others = others;
  }
}
