import { KEPT_EVENTS } from './stores/ticket-store.ts';
import type { Ticket, TicketEvent } from './ticket.ts';

/** The latest thousand events of a queue, and the tickets in them. */
export class RecentEvents {
  #events: readonly TicketEvent[] = [];

  add(events: readonly TicketEvent[]): void {
    this.#events = [...this.#events, ...events].slice(-KEPT_EVENTS);
  }

  /** Oldest first. */
  get all(): readonly TicketEvent[] {
    return this.#events;
  }

  clear(): void {
    this.#events = [];
  }

  /** Returns the events after an event; undefined if some are unknown. @param last id of the latest event. */
  after(id: number, last: number): readonly TicketEvent[] | undefined {
    const [first] = this.#events;
    const isKnown = id === last || (id < last && first !== undefined && id >= first.id - 1);
    return isKnown ? this.#events.filter((event) => event.id > id) : undefined;
  }

  /** Returns a ticket as of its latest event. */
  ticket(token: string): Ticket | undefined {
    return this.#events.findLast((event) => event.ticket.token === token)?.ticket;
  }

  /** Returns the called tickets as of their latest call, latest first. */
  calls(): readonly Ticket[] {
    const calls = this.#events.filter(({ type }) => type === 'call' || type === 'recall');
    return latestOfEach(calls);
  }

  /** Returns tickets whose latest event is a no-show, latest first. */
  noShows(): readonly Ticket[] {
    return latestOfEach(this.#events).filter(({ state }) => state === 'no-show');
  }
}

function latestOfEach(events: readonly TicketEvent[]): readonly Ticket[] {
  const tickets = new Map<string, Ticket>();
  for (const { ticket } of events.toReversed()) if (!tickets.has(ticket.token)) tickets.set(ticket.token, ticket);
  return [...tickets.values()];
}
