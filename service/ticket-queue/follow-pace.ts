import type { Coalesced } from './coalesced.ts';

/** Interval between reads, which bounds the latency of other processes' changes: displays show a call within a quarter of a second. */
const INTERVAL_MS = 200;
/** Delay of a read requested after a change by this process. */
export const SOON_MS = 50;
/** Maximum share of time spent on reads. */
const LARGEST_SHARE = 0.1;
const LONGEST_DELAY_MS = 1000;

/** Schedules reads: regularly, and sooner after a change, but never for more than a tenth of the time. */
export class FollowPace {
  readonly #reads: Coalesced<void>;
  #isStopped = false;
  #isRequested = false;
  #timer: NodeJS.Timeout | undefined;
  #begin = 0;
  #earliest = 0;

  constructor(reads: Coalesced<void>) {
    this.#reads = reads;
  }

  /** Milliseconds until a read may begin; negative if it may begin now. */
  get delay(): number {
    return this.#earliest - performance.now();
  }

  /** Begins a read. Returns false after `stop`. */
  begin(): boolean {
    if (this.#isStopped) return false;
    this.#isRequested = false;
    this.#begin = performance.now();
    return true;
  }

  /** Ends a read and schedules the next. */
  end(): void {
    const end = performance.now();
    this.#earliest = end + Math.min((end - this.#begin) / LARGEST_SHARE, LONGEST_DELAY_MS);
    this.#schedule();
  }

  /** Schedules the next read earlier. */
  requestSoon(): void {
    if (this.#isRequested || this.#isStopped) return;
    this.#isRequested = true;
    this.#schedule();
  }

  /** Shortens the delay after the current read. */
  continueSoon(): void {
    this.#isRequested = true;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#reads.run().catch(() => undefined);
      },
      Math.max(this.#isRequested ? SOON_MS : INTERVAL_MS, this.delay),
    ).unref();
  }
}
