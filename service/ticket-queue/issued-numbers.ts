import type { Ticket } from './ticket.ts';
import type { TicketQueueConfig } from './ticket-queue.config.ts';

/** Keeps the highest issued number known to this process, so that storage that has lost it does not issue it again. */
export class IssuedNumbers {
  readonly #resets: boolean;
  #series = '';
  #highest = 0;

  constructor(reset: TicketQueueConfig['QUEUE_RESET']) {
    this.#resets = reset === 'daily';
  }

  /** Returns the series of a day's tickets, and the number that the next ticket must exceed. */
  next(day: string): { readonly series: string; readonly above: number } {
    const series = this.#seriesOf(day);
    return { series, above: this.#series === series ? this.#highest : 0 };
  }

  /** Records a ticket issued by any process. */
  record({ day, sequence }: Ticket): void {
    const series = this.#seriesOf(day);
    // Days sort as strings. A repeated request can return a ticket of an earlier series, which does not count.
    if (series < this.#series || (series === this.#series && sequence <= this.#highest)) return;
    this.#series = series;
    this.#highest = sequence;
  }

  #seriesOf(day: string): string {
    return this.#resets ? day : 'all';
  }
}
