import { KEPT_EVENTS } from './stores/ticket-store.ts';
import type { Ticket, TicketEvent } from './ticket.ts';

/** The latest thousand events of a queue, and what they say of single tickets. */
export class RecentEvents {
  #events: readonly TicketEvent[] = [];

  add(events: readonly TicketEvent[]): void {
    this.#events = [...this.#events, ...events].slice(-KEPT_EVENTS);
  }

  clear(): void {
    this.#events = [];
  }

  /** Those after an event; undefined when not all of them are known. @param last id of the last event there is. */
  after(id: number, last: number): readonly TicketEvent[] | undefined {
    const [first] = this.#events;
    const isKnown = id === last || (id < last && first !== undefined && id >= first.id - 1);
    return isKnown ? this.#events.filter((event) => event.id > id) : undefined;
  }

  /** A ticket as it was after the last thing that happened to it. */
  ticket(token: string): Ticket | undefined {
    return this.#events.findLast((event) => event.ticket.token === token)?.ticket;
  }

  /** Tickets as they were when they were last called, the latest call first. */
  calls(): readonly Ticket[] {
    const calls = this.#events.filter(({ type }) => type === 'call' || type === 'recall');
    return latestOfEach(calls);
  }

  /** Tickets whose holder did not come, and that nothing happened to since; the latest first. */
  noShows(): readonly Ticket[] {
    return latestOfEach(this.#events).filter(({ state }) => state === 'no-show');
  }
}

function latestOfEach(events: readonly TicketEvent[]): readonly Ticket[] {
  const tickets = new Map<string, Ticket>();
  for (const { ticket } of events.toReversed()) if (!tickets.has(ticket.token)) tickets.set(ticket.token, ticket);
  return [...tickets.values()];
}
