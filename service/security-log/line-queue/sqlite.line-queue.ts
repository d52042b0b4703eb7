import { setTimeout as sleep } from 'node:timers/promises';
import {
  LinePositionError,
  LineQueueFullError,
  LineQueueUnavailableError,
  TooManyOriginsError,
} from '../security-log.errors.ts';
import type { SqliteThread } from '../stores/sqlite-thread.ts';
import { MAX_HTTP_ORIGINS } from './line-queue.ts';
import type { DeadLetter, Effects, LineBatch, LineQueue, QueuedBatch } from './line-queue.ts';

/** How often the file is checked for lines of other processes. */
const POLL_MS = 250;

/** The queue in a SQLite file: the collectors and one active analyser may be separate processes on one machine. */
export class SqliteLineQueue implements LineQueue {
  readonly #thread: SqliteThread;
  readonly #megabytes: number;
  #wake: (() => void) | undefined;

  /** @param megabytes limit of the queue, for the message. */
  constructor(thread: SqliteThread, megabytes: number) {
    this.#thread = thread;
    this.#megabytes = megabytes;
  }

  async append(batch: LineBatch): Promise<'appended' | 'already appended'> {
    const appended = await orUnavailable(this.#thread.operation('lines', 'append')(batch));
    if (appended === 'full') throw new LineQueueFullError(this.#megabytes);
    if (appended === 'too many origins') throw new TooManyOriginsError(batch.origin, MAX_HTTP_ORIGINS);
    if (appended === 'moved') throw new LinePositionError(batch.origin);
    this.#wake?.();
    return appended;
  }

  async positionOf(origin: string): Promise<string | undefined> {
    return await orUnavailable(this.#thread.operation('lines', 'positionOf')(origin));
  }

  async read(lines: number, signal: AbortSignal): Promise<readonly QueuedBatch[]> {
    while (!signal.aborted) {
      const batches = await orUnavailable(this.#thread.operation('lines', 'take')(lines));
      if (batches.length > 0) return batches;
      await this.#appended(signal);
    }
    return [];
  }

  async commit(batches: readonly QueuedBatch[], effects: Effects): Promise<'stored' | 'conflict' | 'reassigned'> {
    const ids = batches.map(({ id }) => id);
    return await orUnavailable(this.#thread.operation('lines', 'commit')(ids, effects));
  }

  async bury(batch: QueuedBatch, reason: string): Promise<void> {
    await orUnavailable(this.#thread.operation('lines', 'bury')(batch.id, reason, Date.now()));
  }

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    return await orUnavailable(this.#thread.operation('lines', 'deadLetters')(limit));
  }

  async replay(ids: readonly string[]): Promise<number> {
    return await orUnavailable(this.#thread.operation('lines', 'replay')(ids));
  }

  async lag(): ReturnType<LineQueue['lag']> {
    return await orUnavailable(this.#thread.operation('lines', 'lag')());
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }

  /** Waits until this process appends something, or for a limited time. */
  async #appended(signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    this.#wake = () => {
      ended.abort();
    };
    await sleep(POLL_MS, undefined, { signal: AbortSignal.any([signal, ended.signal]) }).catch(() => undefined);
    this.#wake = undefined;
  }
}

async function orUnavailable<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    throw new LineQueueUnavailableError(error);
  }
}
