import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { DomainError } from '../common/domain-error.ts';
import { analyse, actorKeys } from './analysis/analyser.ts';
import type { BatchReader } from './batch-reader.ts';
import type { FindingStore } from './findings/finding-store.ts';
import type { LineQueue, QueuedBatch, ReadLines } from './line-queue/line-queue.ts';

/** Lines read at a time: their analysis delays requests of the same process by some hundredths of a second. */
const LINES = 1000;

/** A batch that was delivered so often and never committed ends processes. */
const MAX_DELIVERIES = 10;

/** Attempts to commit before the actors count as contended, and other analysers get a turn. */
const MAX_CONFLICTS = 20;

const PAUSE_MS = 1000;

/** Called with what was read of each origin, when it is stored. */
export type OnRead = (read: ReadonlyMap<string, ReadLines>) => void;

/** What the worker is made of. */
export interface AnalysisWorkerOptions {
  readonly queue: LineQueue;
  readonly findings: FindingStore;
  readonly reader: BatchReader;
  readonly logger: Logger;
  readonly onRead: OnRead;
}

/**
 * Analyses lines: reads batches, loads the actors that they are about, and stores what changed together with the acknowledgement. Reading
 * the same batches again gives the same findings, so a process may end at any time.
 */
export class AnalysisWorker {
  readonly #options: AnalysisWorkerOptions;
  readonly #stopped = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #failure: string | undefined;

  constructor(options: AnalysisWorkerOptions) {
    this.#options = options;
  }

  /** Why lines are not analysed at the moment; undefined if they are. */
  get failure(): string | undefined {
    return this.#failure;
  }

  start(): void {
    this.#ended = this.#run();
  }

  /** Stops after the batches that are being analysed. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { queue, reader, logger } = this.#options;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        const batches = await queue.read(LINES, signal);
        await this.#analyse(batches);
        if (this.#failure !== undefined) logger.info('log lines are analysed again');
        this.#failure = undefined;
      } catch (error) {
        // Whatever was read comes again.
        reader.reset();
        const { message } = error as Error;
        if (this.#failure !== message) logger.error({ err: error }, 'log lines cannot be analysed; trying again');
        this.#failure = message;
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
      // Requests get their turn even while lines wait.
      await nextTurn();
    }
  }

  async #analyse(batches: readonly QueuedBatch[]): Promise<void> {
    const [first, ...others] = batches;
    if (first === undefined) return;
    if (first.deliveries > MAX_DELIVERIES) {
      await this.#bury(
        first,
        `It was delivered ${String(first.deliveries)} times, and every process ended before it was analysed.`,
      );
      return;
    }
    try {
      await this.#store(batches);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      // One of them cannot be analysed: the others must not wait for it.
      if (others.length === 0) await this.#bury(first, `The analysis failed: ${(error as Error).message}`);
      else for (const batch of batches) await this.#analyse([batch]);
    }
  }

  async #store(batches: readonly QueuedBatch[]): Promise<void> {
    const { queue, findings, reader, onRead } = this.#options;
    const { lines, read } = reader.read(batches);
    const keys = actorKeys(lines);
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
      const result = analyse(lines, await findings.actors(keys));
      const outcome = await queue.commit(batches, { ...result, read });
      if (outcome === 'stored') onRead(read);
      if (outcome === 'reassigned') reader.reset();
      if (outcome !== 'conflict') return;
      // Whoever tries at the same time again would be in each other's way again.
      await sleep(Math.random() * 10 * attempt);
    }
    throw new ContentionError();
  }

  async #bury(batch: QueuedBatch, reason: string): Promise<void> {
    const { queue, reader, logger } = this.#options;
    reader.reset();
    await queue.bury(batch, reason);
    logger.error({ origin: batch.origin, lines: batch.lines.length, reason }, 'log lines became a dead letter');
  }
}

/** Other analysers change the same actors all the time. */
class ContentionError extends DomainError {
  constructor() {
    super('unavailable', 'Log lines cannot be analysed, because other processes keep changing the same actors.');
  }
}
