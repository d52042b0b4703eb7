import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { TicketStoreUnavailableError } from '../ticket-queue.errors.ts';
import type { SqliteWrites } from './sqlite-writes.ts';

type Writes = { [Name in keyof SqliteWrites]: SqliteWrites[Name] };

/** What is written together: names of the methods of `SqliteWrites`, and what they are given. */
export type Batch = readonly { readonly name: keyof Writes; readonly args: readonly unknown[] }[];

/** What came of a batch: all of it was committed, or nothing. */
export type Outcome = { readonly values: readonly unknown[] } | { readonly failure: string };

interface Waiting {
  readonly name: keyof Writes;
  readonly args: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Writes that are committed at once; a batch of so many takes some 50 ms. */
const LARGEST_BATCH = 500;

/**
 * Writes to a SQLite file in a thread of its own. What is asked for while a transaction is written to the disk goes into the next one
 * together: the more there is to do, the more is done with each write to the disk.
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

  /** Resolves once it is on the disk. @throws TicketStoreUnavailableError when it is not. */
  write<Name extends keyof Writes>(name: Name, ...args: Parameters<Writes[Name]>): Promise<ReturnType<Writes[Name]>> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ name, args, resolve: resolve as (value: unknown) => void, reject });
      this.#send();
    });
  }

  /** Ends the thread, after what was asked for. */
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
    // The bundle has it beside the code that starts it, as the source has.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const entry = new URL(`./sqlite.worker.${extension}`, import.meta.url);
    const worker = new Worker(entry, { workerData: this.#file, execArgv: [] });
    let failure = 'the thread that writes to the database ended';
    worker.on('message', (outcome: Outcome) => {
      this.#settle(outcome);
    });
    worker.on('error', (error) => (failure = (error as Error).message));
    worker.once('exit', () => {
      // The next write starts another.
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
