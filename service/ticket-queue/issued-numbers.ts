import type { Ticket } from './ticket.ts';
import type { TicketQueueConfig } from './ticket-queue.config.ts';

/** The highest number that this process has heard of: storage that comes back without it must not issue it again. */
export class IssuedNumbers {
  readonly #resets: boolean;
  #series = '';
  #highest = 0;

  constructor(reset: TicketQueueConfig['QUEUE_RESET']) {
    this.#resets = reset === 'daily';
  }

  /** The series of a day's tickets, and the number that the next ticket must be above. */
  next(day: string): { readonly series: string; readonly above: number } {
    const series = this.#seriesOf(day);
    return { series, above: this.#series === series ? this.#highest : 0 };
  }

  /** Takes note of a ticket that was issued by any process. */
  note({ day, sequence }: Ticket): void {
    const series = this.#seriesOf(day);
    // Days sort as strings; a repeated request for a ticket of yesterday says nothing about today.
    if (series < this.#series || (series === this.#series && sequence <= this.#highest)) return;
    this.#series = series;
    this.#highest = sequence;
  }

  #seriesOf(day: string): string {
    return this.#resets ? day : 'all';
  }
}
