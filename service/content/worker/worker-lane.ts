import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import type { WorkerJob, WorkerResult } from './content.worker.ts';

/** Limits of a lane. */
export interface WorkerLimits {
  /** Maximum number of queued jobs; more are rejected. */
  readonly maxWaiting: number;
  readonly maxHeapMegabytes: number;
  readonly timeoutMs: number;
}

/** A job was rejected or aborted: too many are queued, or it exceeded its time or memory limit. */
export class WorkerLimitError extends Error {
  override readonly name = 'WorkerLimitError';
  readonly limit: 'waiting' | 'time' | 'memory';

  constructor(limit: WorkerLimitError['limit'], message: string) {
    super(message);
    this.limit = limit;
  }
}

/** An idle worker, about 15 MB, exits after this time. */
const IDLE_MS = 10_000;

/** One worker thread that runs jobs sequentially. It is started on demand, and restarted after a job that exceeded a limit. */
export class WorkerLane {
  readonly #entry: URL;
  readonly #limits: WorkerLimits;
  readonly #turns = pLimit(1);
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(entry: URL, limits: WorkerLimits) {
    this.#entry = entry;
    this.#limits = limits;
  }

  /** @throws WorkerLimitError */
  async run(job: WorkerJob): Promise<WorkerResult> {
    const { maxWaiting } = this.#limits;
    if (this.#turns.pendingCount >= maxWaiting)
      throw new WorkerLimitError('waiting', `${String(maxWaiting)} jobs are already queued`);
    return await this.#turns(() => this.#turn(job));
  }

  async #turn(job: WorkerJob): Promise<WorkerResult> {
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= this.#start());
    try {
      return await this.#answer(worker, job);
    } catch (error) {
      this.#worker = undefined;
      await worker.terminate();
      throw error;
    } finally {
      this.#idle = setTimeout(() => {
        this.#end();
      }, IDLE_MS).unref();
    }
  }

  #answer(worker: Worker, job: WorkerJob): Promise<WorkerResult> {
    const { timeoutMs } = this.#limits;
    const { promise, resolve, reject } = Promise.withResolvers<WorkerResult>();
    const timer = setTimeout(() => {
      reject(new WorkerLimitError('time', `it took longer than ${String(timeoutMs / 1000)} s`));
    }, timeoutMs);
    const failed = (error: Error): void => {
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(isMemory ? new WorkerLimitError('memory', 'it took too much memory') : error);
    };
    const exited = (): void => {
      reject(new Error('the worker exited without a result'));
    };
    worker.once('message', resolve).once('error', failed).once('exit', exited);
    worker.postMessage(job);
    return promise.finally(() => {
      clearTimeout(timer);
      worker.off('message', resolve).off('error', failed).off('exit', exited);
    });
  }

  #start(): Worker {
    const { maxHeapMegabytes: maxOldGenerationSizeMb } = this.#limits;
    const worker = new Worker(this.#entry, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb } });
    // Only a running job keeps the process alive; a worker that fails between jobs is replaced for the next one.
    worker.unref();
    worker.on('error', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.terminate().catch(() => undefined);
  }
}
