import type { Durations, Estimate } from './representations/schemas.ts';
import type { TicketEvent } from './ticket.ts';

const KEPT = 200;
/** Number of pauses between calls used for estimates, so that they follow the desks open now. */
const PAUSES = 20;
const FEWEST_PAUSES = 3;
/** A longer pause means a closed desk, not a slow one. */
const LONGEST_PAUSE_MS = 1_800_000;

/** Waiting and serving statistics from the latest events of a queue. */
export class QueueStatistics {
  readonly #waits: number[] = [];
  readonly #services: number[] = [];
  readonly #absences: boolean[] = [];
  readonly #pauses: number[] = [];
  #lastCall = Number.NaN;

  add({ type, at, ticket }: TicketEvent): void {
    if (type === 'call') {
      if (ticket.calls === 1) keep(this.#waits, at - ticket.issuedAt, KEPT);
      const pause = at - this.#lastCall;
      if (pause >= 0 && pause <= LONGEST_PAUSE_MS) keep(this.#pauses, pause, PAUSES);
      this.#lastCall = at;
    }
    if (type === 'complete' && ticket.calledAt !== undefined) keep(this.#services, at - ticket.calledAt, KEPT);
    if (type === 'complete' || type === 'no-show') keep(this.#absences, type === 'no-show', KEPT);
  }

  /** Time from issuing a ticket to the first call. */
  get waiting(): Durations {
    return durations(this.#waits);
  }

  /** Time from the last call to completion. */
  get serving(): Durations {
    return durations(this.#services);
  }

  /** Share of no-shows among the latest tickets, from 0 to 1. */
  get noShowShare(): number {
    return this.#absences.filter(Boolean).length / Math.max(1, this.#absences.length);
  }

  /** Estimates the wait with `ahead` tickets in front; undefined until there are enough calls. */
  estimate(ahead: number): Estimate | undefined {
    if (this.#pauses.length < FEWEST_PAUSES) return undefined;
    const sorted = this.#pauses.toSorted((a, b) => a - b);
    const seconds = (share: number): number => Math.round(((ahead + 1) * quantile(sorted, share)) / 1000);
    return { fromSeconds: seconds(0.25), toSeconds: seconds(0.75) };
  }
}

function keep<Value>(values: Value[], value: Value, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}

function durations(milliseconds: readonly number[]): Durations {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    medianSeconds: Math.round(quantile(sorted, 0.5) / 1000),
    ninetiethSeconds: Math.round(quantile(sorted, 0.9) / 1000),
  };
}

/** Nearest-rank quantile; 0 for an empty list. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
