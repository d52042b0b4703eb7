import type { Ticket, TicketEvent, Transition } from '../ticket.ts';

/** What a new ticket is made of. */
export interface Issue {
  /** The token that the new ticket gets; not used when `key` was seen before. */
  readonly token: string;
  readonly day: string;
  /** What its number is counted in: its day, or one name for ever. */
  readonly series: string;
  /** The highest number of the series that is known to be given out: should the storage have lost it, numbers go on well above. */
  readonly above: number;
  /** What its number begins with, such as `R`. */
  readonly prefix: string;
  readonly priority: string;
  /** Seconds by which its class is put before those who came earlier; nobody waits longer than that for it. */
  readonly headStartSeconds: number;
  /** While so many wait, no further ticket is given; 0 is no limit. */
  readonly maxWaiting: number;
  /** Asked twice with one key, the same ticket is given twice. */
  readonly key?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A ticket, and how many are before it while it waits. */
export interface PlacedTicket {
  readonly ticket: Ticket;
  readonly ahead: number;
}

/** Who calls the next ticket, and when. */
export interface Call {
  readonly counter: string;
  /** Asked twice with one key, the same ticket is given twice: a desk that lost the answer loses nobody. */
  readonly key?: string;
  readonly now: number;
}

/** A queue at one moment. */
export interface QueueSnapshot {
  readonly waiting: number;
  /** The first in line, the next first: as many as were asked for. */
  readonly line: readonly Ticket[];
  /** The fifty of those called and not ended that were called last, the latest first. */
  readonly called: readonly Ticket[];
  /** Id of the last event; 0 before the first. */
  readonly lastEventId: number;
}

/**
 * The tickets of one queue. Each method is atomic: it happens whole, or not at all; what it returned is kept.
 *
 * @throws TicketStoreUnavailableError when the storage does not answer in time.
 */
export interface TicketStore {
  /**
   * Puts a new ticket into the line.
   *
   * @throws QueueFullError when as many wait as may.
   */
  issue(issue: Issue): Promise<PlacedTicket>;
  /** Takes the first ticket out of the line; undefined when nobody waits. */
  call(call: Call): Promise<Ticket | undefined>;
  /**
   * Moves a ticket on. One that is put back gets its old place.
   *
   * @throws TicketNotFoundError
   * @throws TicketStateError when the ticket stands where this cannot be done.
   */
  transition(token: string, transition: Transition, now: number): Promise<Ticket>;
  find(token: string): Promise<PlacedTicket | undefined>;
  /** All of one moment. @param line how many of those who wait it holds; none by default. */
  snapshot(line?: number): Promise<QueueSnapshot>;
  /** What happened after an event, the oldest first; the store keeps at least the last thousand. */
  eventsAfter(id: number, limit: number): Promise<readonly TicketEvent[]>;
  /** Forgets tickets that ended before a day, and the request keys of before it. Gives how many tickets went. */
  purge(before: string): Promise<number>;
  /** Every ticket, some hundreds at a time; those that move meanwhile as they were before or after. */
  tickets(): AsyncIterable<readonly Ticket[]>;
  /** How far each series, the events and the line have been counted. Read after the tickets, it covers them all. */
  counters(): Promise<Counters>;
  /** Takes tickets in as they are; those it has already stay. Gives how many were new. The last event id rises without an event. */
  restoreTickets(tickets: readonly Ticket[]): Promise<number>;
  /** Counts on from the higher of its own and these; numbers of these series bear the mark from now on. The last event id rises. */
  restoreCounters(counters: Counters, mark: number): Promise<void>;
  /**
   * What this queue's processes sign with, the same for all: 256 random bits, made when first asked for. It is in no backup, and a
   * storage that was emptied makes another.
   */
  secret(): Promise<string>;
  /**
   * Counts one request of a client in a minute, and gives how many it has made in all processes; undefined when this process is the only
   * one, and may count by itself.
   */
  countRequest(client: string, minute: number): Promise<number | undefined>;
  close(): Promise<void>;
}

/** By name: `event`, `arrival` (microseconds), and `series <name>` for each series of numbers. */
export type Counters = Readonly<Record<string, number>>;

/** Which counters of a store are numbers that a backup keeps. */
export const COUNTERS = /^(?:event|arrival|series .+)$/;

/** Called tickets that a snapshot shows: more than any display. */
export const SHOWN_CALLED = 50;

/**
 * Numbers that are skipped where some may have been given out and lost: what was not yet written to disk or copied to a
 * replica when a server failed.
 */
export const SKIPPED = 100;

/** Events that are kept for those who come back: an afternoon of a busy queue. */
export const KEPT_EVENTS = 1000;
