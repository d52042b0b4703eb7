import type { Coalesced } from './coalesced.ts';

/** How often the changes of other processes are looked for: a call is on every display within a quarter of a second. */
const INTERVAL_MS = 200;
/** Changes of this process are sent sooner, but no more often than this, and never for more than a tenth of the time. */
export const HURRIED_MS = 50;
const LARGEST_SHARE = 0.1;
const LONGEST_REST_MS = 1000;

/** When the next turn begins: regularly, soon after a change, and after a rest that keeps turns to a tenth of the time. */
export class FollowPace {
  readonly #turns: Coalesced<void>;
  #isStopped = false;
  #isHurried = false;
  #timer: NodeJS.Timeout | undefined;
  #begin = 0;
  #earliest = 0;

  constructor(turns: Coalesced<void>) {
    this.#turns = turns;
  }

  /** Milliseconds until a turn may begin; negative when it may now. */
  get rest(): number {
    return this.#earliest - performance.now();
  }

  /** Begins a turn. Returns false after `stop`. */
  begin(): boolean {
    if (this.#isStopped) return false;
    this.#isHurried = false;
    this.#begin = performance.now();
    return true;
  }

  /** Ends a turn and schedules the next. */
  end(): void {
    const end = performance.now();
    this.#earliest = end + Math.min((end - this.#begin) / LARGEST_SHARE, LONGEST_REST_MS);
    this.#schedule();
  }

  /** Brings the next turn forward. */
  hurry(): void {
    if (this.#isHurried || this.#isStopped) return;
    this.#isHurried = true;
    this.#schedule();
  }

  /** Shortens the wait after the turn that is under way. */
  hurryNext(): void {
    this.#isHurried = true;
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
        this.#turns.run().catch(() => undefined);
      },
      Math.max(this.#isHurried ? HURRIED_MS : INTERVAL_MS, this.rest),
    ).unref();
  }
}
