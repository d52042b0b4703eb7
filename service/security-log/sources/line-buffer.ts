import type { LineBatch } from '../line-queue/line-queue.ts';
import { MAX_BATCH_CHARACTERS, MAX_BATCH_LINES, MAX_LINE_CHARACTERS, batchesOf } from '../line-queue/line-batches.ts';
import type { Appender } from './appender.ts';

/** How long a line waits for others, so that they are stored together. */
const DELAY_MS = 200;

/** Characters kept in memory while the queue refuses lines. */
const MAX_CHARACTERS = 8_388_608;

/** Most origins of one source: their names come from the network. */
const MAX_ORIGINS = 1000;

/** Lines that a source received and that are not stored yet, by origin. */
export class LineBuffer {
  readonly #appender: Appender;
  readonly #source: string;
  readonly #now: () => number;
  readonly #origins = new Set<string>();
  #waiting = new Map<string, string[]>();
  #lines = 0;
  #characters = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param source kind of source, the start of its origins. */
  constructor(appender: Appender, source: string, now: () => number) {
    this.#appender = appender;
    this.#source = source;
    this.#now = now;
  }

  /** Whether no more lines should be sent for now. */
  get isFull(): boolean {
    return this.#characters >= MAX_CHARACTERS;
  }

  /** Adds a line, however full the buffer is: its sender can wait, and should if the buffer is full then. */
  add(name: string, line: string): void {
    const origin = this.#originOf(name);
    const cut = line.slice(0, MAX_LINE_CHARACTERS);
    const lines = this.#waiting.get(origin);
    if (lines === undefined) this.#waiting.set(origin, [cut]);
    else lines.push(cut);
    this.#lines += 1;
    this.#characters += cut.length;
    if (this.#lines >= MAX_BATCH_LINES || this.#characters >= MAX_BATCH_CHARACTERS) this.#flushLater(0);
    else this.#flushLater(DELAY_MS);
  }

  /** Stores what is there. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // One after the other, so that lines keep their order.
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  #flushLater(delay: number): void {
    if (this.#timer !== undefined && delay > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.flush().catch(() => undefined);
    }, delay);
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    this.#lines = 0;
    for (const [origin, lines] of waiting)
      for (const batch of batchesOf(lines)) {
        const collected = this.#now();
        const whole: LineBatch = { origin, format: undefined, lines: batch, collected, position: undefined };
        await this.#appender.append(whole);
        this.#characters -= batch.reduce((sum, line) => sum + line.length, 0);
      }
  }

  #originOf(name: string): string {
    const origin = `${this.#source}${name === '' ? '' : `:${name}`}`;
    if (this.#origins.size < MAX_ORIGINS) this.#origins.add(origin);
    return this.#origins.has(origin) ? origin : `${this.#source}:other`;
  }
}
