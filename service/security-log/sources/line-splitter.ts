import { MAX_BATCH_CHARACTERS, MAX_BATCH_LINES, MAX_LINE_CHARACTERS } from '../line-queue/line-batches.ts';

const LINE_FEED = 10;

/** Lines, and the number of bytes that they occupied with their terminators. */
export interface SplitLines {
  readonly lines: readonly string[];
  readonly bytes: number;
}

/** Splits bytes into lines and collects them to batches. The end of a line that is too long is dropped, never taken for another line. */
export class LineSplitter {
  #lines: string[] = [];
  #characters = 0;
  #bytes = 0;
  /** Start of the unfinished line, cut off at the maximum. */
  #start: Buffer[] = [];
  #kept = 0;
  #unfinished = 0;

  /** Adds bytes and yields the batches that are complete. */
  *push(chunk: Buffer): Iterable<SplitLines> {
    let begin = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, begin)) {
      this.#keep(chunk.subarray(begin, end));
      this.#endLine(1);
      begin = end + 1;
      if (this.#lines.length === MAX_BATCH_LINES || this.#characters >= MAX_BATCH_CHARACTERS) yield* this.take();
    }
    this.#keep(chunk.subarray(begin));
  }

  /** Yields what is complete. @param isEnd whether the bytes end here, so that the last line needs no terminator. */
  *take(isEnd = false): Iterable<SplitLines> {
    if (isEnd && this.#unfinished > 0) this.#endLine(0);
    if (this.#lines.length === 0) return;
    const batch = { lines: this.#lines, bytes: this.#bytes };
    [this.#lines, this.#characters, this.#bytes] = [[], 0, 0];
    yield batch;
  }

  #keep(bytes: Buffer): void {
    this.#unfinished += bytes.length;
    // A character has at most four bytes.
    const kept = bytes.subarray(0, Math.max(0, MAX_LINE_CHARACTERS * 4 - this.#kept));
    this.#kept += kept.length;
    if (kept.length > 0) this.#start.push(kept);
  }

  #endLine(terminator: number): void {
    const [first = Buffer.alloc(0)] = this.#start;
    const text = (this.#start.length > 1 ? Buffer.concat(this.#start) : first).toString();
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    const cut = line.slice(0, MAX_LINE_CHARACTERS);
    this.#lines.push(cut);
    this.#characters += cut.length;
    this.#bytes += this.#unfinished + terminator;
    [this.#start, this.#kept, this.#unfinished] = [[], 0, 0];
  }
}
