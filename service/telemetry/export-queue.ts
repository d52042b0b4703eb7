import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** Result of an attempt to export records. */
export type ExportOutcome =
  | { readonly kind: 'accepted'; /** Number of records that were refused. */ readonly rejected: number }
  | {
      readonly kind: 'retry';
      /** Requested by the receiver; 0 if it did not say. */ readonly afterMs: number;
      readonly reason: string;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** Options of a queue. */
export interface ExportQueueOptions<Item> {
  /** Attempts to export records. May reject, which counts as refused. */
  readonly send: (items: readonly Item[], signal: AbortSignal) => Promise<ExportOutcome>;
  /** Size of a record in bytes, for the limit. */
  readonly sizeOf: (item: Item) => number;
  readonly limits: ExportLimits;
  /** Called with a reason when exporting begins to fail, and with undefined when it works again. */
  readonly onChange: (failure: string | undefined) => void;
}

/** Limits of a queue. */
export interface ExportLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly batchItems: number;
  /** Receivers refuse requests that are too large. A larger record is sent alone. */
  readonly batchBytes: number;
  /** How long a record waits for others. */
  readonly delayMs: number;
  /** Pause after the first failed attempt; doubled after each further one. */
  readonly firstPauseMs: number;
  /** How long a batch is retried before it is dropped, so that newer records get their turn. */
  readonly retryMs: number;
}

const LONGEST_PAUSE_MS = 30_000;

/**
 * Records waiting to be exported, in batches, one at a time. Bounded: what does not fit is dropped and counted. Adding a record costs no
 * more than adding it to an array.
 */
export class ExportQueue<Item> {
  readonly #options: ExportQueueOptions<Item>;
  readonly #stop = new AbortController();
  /** Timers run in the context of whoever sets them: exporting must not become a part of the request that is being exported. */
  readonly #outside = AsyncLocalStorage.snapshot();
  #waiting: Item[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #pause = new AbortController();
  #closesAt = Infinity;
  #isFailing = false;
  #exported = 0;
  #dropped = 0;

  constructor(options: ExportQueueOptions<Item>) {
    this.#options = options;
  }

  get exported(): number {
    return this.#exported;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(item: Item): void {
    const { limits, sizeOf } = this.#options;
    const size = sizeOf(item);
    const isFull = this.#waiting.length >= limits.maxItems || this.#bytes + size > limits.maxBytes;
    if (isFull || this.#closesAt !== Infinity) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(item);
    this.#bytes += size;
    if (this.#waiting.length === limits.batchItems) this.#runSoon(0);
    else if (this.#timer === undefined && this.#running === undefined) this.#runSoon(limits.delayMs);
  }

  /** Exports what waits, for up to `limitMs`, and drops the rest. Never rejects. */
  async close(limitMs: number): Promise<void> {
    this.#closesAt = Math.min(this.#closesAt, Date.now() + limitMs);
    const timer = setTimeout(() => {
      this.#stop.abort();
    }, limitMs);
    this.#pause.abort();
    do await this.#run();
    while (this.#waiting.length > 0 && !this.#stop.signal.aborted);
    clearTimeout(timer);
    this.#stop.abort();
    this.#dropped += this.#waiting.length;
    this.#waiting = [];
  }

  #runSoon(delayMs: number): void {
    if (this.#running !== undefined) return;
    clearTimeout(this.#timer);
    this.#outside(() => {
      this.#timer = setTimeout(() => {
        this.#run().catch(() => undefined);
      }, delayMs).unref();
    });
  }

  #run(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running ??= this.#exportAll().finally(() => {
      this.#running = undefined;
      if (this.#waiting.length > 0) this.#runSoon(this.#options.limits.delayMs);
    });
    return this.#running;
  }

  async #exportAll(): Promise<void> {
    const { batchItems } = this.#options.limits;
    do {
      const batch = this.#takeBatch();
      if (batch.length > 0) await this.#export(batch);
      // What is left waits for more, except at the end.
    } while (this.#waiting.length >= (this.#closesAt === Infinity ? batchItems : 1) && !this.#stop.signal.aborted);
  }

  #takeBatch(): readonly Item[] {
    const { sizeOf, limits } = this.#options;
    let bytes = 0;
    let count = 0;
    while (count < Math.min(this.#waiting.length, limits.batchItems)) {
      const size = sizeOf(this.#waiting[count] as Item);
      if (count > 0 && bytes + size > limits.batchBytes) break;
      bytes += size;
      count++;
    }
    this.#bytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  async #export(batch: readonly Item[]): Promise<void> {
    const { firstPauseMs, retryMs } = this.#options.limits;
    const giveUpAt = Date.now() + retryMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const outcome = await this.#attempt(batch);
      if (outcome.kind === 'accepted') {
        this.#exported += batch.length - outcome.rejected;
        this.#dropped += outcome.rejected;
        this.#note(outcome.rejected === 0 ? undefined : `the receiver rejected ${String(outcome.rejected)} records`);
        return;
      }
      this.#note(outcome.reason);
      const retryAt = outcome.kind === 'retry' ? Date.now() + Math.max(jitter(pauseMs), outcome.afterMs) : Infinity;
      if (retryAt > Math.min(giveUpAt, this.#closesAt)) {
        this.#dropped += batch.length;
        return;
      }
      await this.#waitUntil(retryAt);
    }
  }

  async #attempt(batch: readonly Item[]): Promise<ExportOutcome> {
    try {
      return await this.#options.send(batch, this.#stop.signal);
    } catch (error) {
      return { kind: 'refused', reason: (error as Error).message };
    }
  }

  /** Ends early when the queue begins to close. */
  async #waitUntil(time: number): Promise<void> {
    this.#pause = new AbortController();
    await sleep(time - Date.now(), undefined, { signal: this.#pause.signal, ref: false }).catch(() => undefined);
  }

  #note(failure: string | undefined): void {
    if (this.#isFailing === (failure !== undefined)) return;
    this.#isFailing = failure !== undefined;
    this.#options.onChange(failure);
  }
}

function jitter(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
