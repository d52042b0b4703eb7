import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import type { WorkerJob, WorkerResult } from './content.worker.ts';

/** What the work of a lane may cost. */
export interface WorkerLimits {
  /** Jobs that wait while one is done; more are refused. */
  readonly maxWaiting: number;
  readonly maxHeapMegabytes: number;
  readonly timeoutMs: number;
}

/** Why a lane did not do a job: too many wait, or it took more time or memory than it may. */
export class WorkerLimitError extends Error {
  override readonly name = 'WorkerLimitError';
  readonly limit: 'waiting' | 'time' | 'memory';

  constructor(limit: WorkerLimitError['limit'], message: string) {
    super(message);
    this.limit = limit;
  }
}

/** A worker without work ends after this time: it holds some 15 MB. */
const IDLE_MS = 10_000;

/** One worker thread that does one job after the other. It is started when there is work, and again after a job that cost too much. */
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
      throw new WorkerLimitError('waiting', `${String(maxWaiting)} jobs wait already`);
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
      reject(new WorkerLimitError('time', `it takes longer than ${String(timeoutMs / 1000)} s`));
    }, timeoutMs);
    const failed = (error: Error): void => {
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(isMemory ? new WorkerLimitError('memory', 'it takes too much memory') : error);
    };
    const exited = (): void => {
      reject(new Error('the worker ended without an answer'));
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
    // Only a job under way keeps the process alive; a worker that fails between jobs is replaced at the next.
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
