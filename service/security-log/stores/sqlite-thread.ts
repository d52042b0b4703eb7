import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SqliteBlocklist } from '../blocklist/store/sqlite-blocklist.ts';
import type { SqliteFindings } from '../findings/sqlite-findings.ts';
import type { SqliteLines } from '../line-queue/sqlite-lines.ts';

/** What runs on the thread. */
interface Parts {
  readonly lines: SqliteLines;
  readonly findings: SqliteFindings;
  readonly blocklist: SqliteBlocklist;
}

/** Options of the thread. */
export interface SqliteThreadOptions {
  /** Path of the database, created if it does not exist. */
  readonly file: string;
  /** Unique name of this process. */
  readonly owner: string;
  /** Most bytes of waiting lines and dead letters. */
  readonly maxBytes: number;
}

/** A call of an operation. */
export interface SqliteCall {
  readonly id: number;
  readonly part: keyof Parts;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Its result. */
export type SqliteReply =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: string };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

type Operation<Part extends keyof Parts, Name extends keyof Parts[Part]> = Parts[Part][Name] extends (
  ...args: infer Args
) => infer Result
  ? (...args: Args) => Promise<Result>
  : never;

/** The database on a thread of its own: appending lines and storing findings wait for the disk, requests must not. */
export class SqliteThread {
  readonly #options: SqliteThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(options: SqliteThreadOptions) {
    this.#options = options;
  }

  /** Returns an operation of the thread. It rejects with an Error if the file cannot be read or written. */
  operation<Part extends keyof Parts, Name extends keyof Parts[Part] & string>(
    part: Part,
    name: Name,
  ): Operation<Part, Name> {
    const call = (...args: unknown[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const id = ++this.#lastId;
        this.#waiting.set(id, { resolve, reject });
        this.#worker ??= this.#start();
        this.#worker.postMessage({ id, part, name, args } satisfies SqliteCall);
      });
    return call as Operation<Part, Name>;
  }

  /** Stops the thread after the operations that were called before. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = once(worker, 'exit');
    worker.postMessage('close');
    await ended;
  }

  #start(): Worker {
    // Next to this file, in the bundle as in the source.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const entry = new URL(`./security-log.worker.${extension}`, import.meta.url);
    const worker = new Worker(entry, { workerData: this.#options, execArgv: [] });
    let failure = new Error('the database thread exited');
    worker.on('message', (reply: SqliteReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('value' in reply) waiting?.resolve(reply.value);
      else waiting?.reject(new Error(reply.failure));
    });
    worker.on('error', (error) => (failure = error as Error));
    worker.once('exit', () => {
      // The next call starts a new thread.
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(failure);
      this.#waiting.clear();
    });
    return worker;
  }
}
