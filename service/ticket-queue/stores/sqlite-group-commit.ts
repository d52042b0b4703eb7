import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { TicketStoreUnavailableError } from '../ticket-queue.errors.ts';
import type { SqliteWrites } from './sqlite-writes.ts';

type Writes = { [Name in keyof SqliteWrites]: SqliteWrites[Name] };

/** Writes committed together: methods of `SqliteWrites` with their arguments. */
export type Batch = readonly { readonly name: keyof Writes; readonly args: readonly unknown[] }[];

/** Result of a batch, which is committed as a whole or not at all. */
export type Outcome = { readonly values: readonly unknown[] } | { readonly failure: string };

interface Waiting {
  readonly name: keyof Writes;
  readonly args: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Maximum number of writes per commit; such a batch takes about 50 ms. */
const LARGEST_BATCH = 500;

/**
 * Writes to a SQLite file on a separate thread. Writes that arrive while a transaction is flushed to disk are committed together in the
 * next one: the higher the load, the more writes share a flush.
 */
export class SqliteGroupCommit {
  readonly #file: string;
  #worker: Worker | undefined;
  #queue: Waiting[] = [];
  #inFlight: readonly Waiting[] = [];
  #whenIdle: (() => void) | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Resolves when the write is on disk. @throws TicketStoreUnavailableError if it fails. */
  write<Name extends keyof Writes>(name: Name, ...args: Parameters<Writes[Name]>): Promise<ReturnType<Writes[Name]>> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ name, args, resolve: resolve as (value: unknown) => void, reject });
      this.#send();
    });
  }

  /** Stops the thread after pending writes. */
  async close(): Promise<void> {
    if (this.#inFlight.length > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = once(worker, 'exit');
    worker.postMessage('close');
    await ended;
  }

  #send(): void {
    if (this.#inFlight.length > 0 || this.#queue.length === 0) return;
    this.#inFlight = this.#queue.splice(0, LARGEST_BATCH);
    this.#worker ??= this.#start();
    this.#worker.postMessage(this.#inFlight.map(({ name, args }) => ({ name, args })) satisfies Batch);
  }

  #start(): Worker {
    // Next to this file, in the bundle as in the source.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const entry = new URL(`./sqlite.worker.${extension}`, import.meta.url);
    const worker = new Worker(entry, { workerData: this.#file, execArgv: [] });
    let failure = 'the database writer thread exited';
    worker.on('message', (outcome: Outcome) => {
      this.#settle(outcome);
    });
    worker.on('error', (error) => (failure = (error as Error).message));
    worker.once('exit', () => {
      // The next write starts a new thread.
      this.#worker = undefined;
      this.#settle({ failure });
    });
    return worker;
  }

  #settle(outcome: Outcome): void {
    const answered = this.#inFlight;
    this.#inFlight = [];
    answered.forEach(({ resolve, reject }, index) => {
      if ('values' in outcome) resolve(outcome.values[index]);
      else reject(new TicketStoreUnavailableError(new Error(outcome.failure)));
    });
    this.#send();
    if (this.#inFlight.length === 0) this.#whenIdle?.();
  }
}
