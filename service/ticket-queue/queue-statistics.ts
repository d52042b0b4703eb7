import type { Durations, Estimate } from './representations/schemas.ts';
import type { TicketEvent } from './ticket.ts';

const KEPT = 200;
/** An estimate looks at this many pauses between calls, so that it follows the desks that are open now. */
const PAUSES = 20;
const FEWEST_PAUSES = 3;
/** A longer pause is a closed desk, not a slow one. */
const LONGEST_PAUSE_MS = 1_800_000;

/** What the latest events of a queue say of waiting and serving. */
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

  /** From taking a ticket to the first call. */
  get waiting(): Durations {
    return durations(this.#waits);
  }

  /** From the last call to completion. */
  get serving(): Durations {
    return durations(this.#services);
  }

  /** Share of the latest tickets whose holder did not come, from 0 to 1. */
  get noShowShare(): number {
    return this.#absences.filter(Boolean).length / Math.max(1, this.#absences.length);
  }

  /** The wait of somebody with so many before them; undefined before there were enough calls to tell. */
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

/** The nearest rank; 0 of nothing. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
