import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { DomainError } from '../../common/domain-error.ts';
import type { LineBatch, LineQueue } from '../line-queue/line-queue.ts';
import { LinePositionError } from '../security-log.errors.ts';

/** Pause after a refusal: the queue is full, or its storage does not respond. */
const PAUSE_MS = 250;

/** Called with the kind of a source and a number of lines. */
export type CountLines = (source: string, lines: number) => void;

/** Appends batches of sources that can wait, until they are stored. */
export class Appender {
  readonly #queue: LineQueue;
  readonly #logger: Logger;
  readonly #count: CountLines;
  readonly #stopped = new AbortController();
  #isWaiting = false;

  constructor(queue: LineQueue, logger: Logger, count: CountLines) {
    this.#queue = queue;
    this.#logger = logger;
    this.#count = count;
  }

  /** Aborted when the process stops. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Whether the queue refused the last batch. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Returns whether the batch is stored; false only if the process stops. @throws LinePositionError */
  async append(batch: LineBatch): Promise<boolean> {
    for (;;) {
      try {
        const appended = await this.#queue.append(batch);
        if (appended === 'appended') this.#count(kindOf(batch.origin), batch.lines.length);
        if (this.#isWaiting) this.#logger.info('log lines are accepted again');
        this.#isWaiting = false;
        return true;
      } catch (error) {
        if (error instanceof LinePositionError || !(error instanceof DomainError)) throw error;
        if (!this.#isWaiting) this.#logger.warn({ reason: error.message }, 'log lines wait to be accepted');
        this.#isWaiting = true;
        if (this.#stopped.signal.aborted) return false;
        await sleep(PAUSE_MS, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      }
    }
  }

  async positionOf(origin: string): Promise<string | undefined> {
    return await this.#queue.positionOf(origin);
  }

  stop(): void {
    this.#stopped.abort();
  }
}

/** Returns the kind of source of an origin: `file`, `http`, `stdin` or `syslog`. */
export function kindOf(origin: string): string {
  return origin.split(':', 1)[0] ?? '';
}
