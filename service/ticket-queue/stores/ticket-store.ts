import type { Ticket, TicketEvent, Transition } from '../ticket.ts';

/** Parameters of a new ticket. */
export interface Issue {
  /** Token of the new ticket; not used if `key` was seen before. */
  readonly token: string;
  readonly day: string;
  /** Series of its number: the day, or one name if numbers never reset. */
  readonly series: string;
  /** Highest number of the series known to be issued: if the storage lost it, numbering continues well above. */
  readonly above: number;
  /** Prefix of its number, such as `R`. */
  readonly prefix: string;
  readonly priority: string;
  /** Seconds by which its class is placed ahead; no other ticket is delayed by more than that. */
  readonly headStartSeconds: number;
  /** Maximum number of waiting tickets; 0 means no limit. */
  readonly maxWaiting: number;
  /** Idempotency key: a repeated call with the same key returns the same ticket. */
  readonly key?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A ticket, and the number of tickets ahead while it is waiting. */
export interface PlacedTicket {
  readonly ticket: Ticket;
  readonly ahead: number;
}

/** Parameters of a call. */
export interface Call {
  readonly counter: string;
  /** Idempotency key: a desk that lost the response gets the same ticket again. */
  readonly key?: string;
  readonly now: number;
}

/** A consistent snapshot of a queue. */
export interface QueueSnapshot {
  readonly waiting: number;
  /** First tickets in line, next first, up to the requested number. */
  readonly line: readonly Ticket[];
  /** The fifty most recently called tickets that have not ended, latest first. */
  readonly called: readonly Ticket[];
  /** Id of the last event; 0 before the first. */
  readonly lastEventId: number;
}

/**
 * The tickets of one queue. Each method is atomic, and durable once it returns.
 *
 * @throws TicketStoreUnavailableError if the storage does not respond in time.
 */
export interface TicketStore {
  /**
   * Adds a new ticket to the line.
   *
   * @throws QueueFullError if `maxWaiting` tickets are waiting.
   */
  issue(issue: Issue): Promise<PlacedTicket>;
  /** Calls the first ticket in line; returns undefined if nobody is waiting. */
  call(call: Call): Promise<Ticket | undefined>;
  /**
   * Applies a transition to a ticket. A requeued ticket gets its old position back.
   *
   * @throws TicketNotFoundError
   * @throws TicketStateError if the state of the ticket does not allow it.
   */
  transition(token: string, transition: Transition, now: number): Promise<Ticket>;
  find(token: string): Promise<PlacedTicket | undefined>;
  /** Returns a consistent snapshot. @param line number of waiting tickets to include; none by default. */
  snapshot(line?: number): Promise<QueueSnapshot>;
  /** Returns the events after an event, oldest first; the store keeps at least the last thousand. */
  eventsAfter(id: number, limit: number): Promise<readonly TicketEvent[]>;
  /** Deletes tickets that ended before a day, and request keys from before it. Returns the number of deleted tickets. */
  purge(before: string): Promise<number>;
  /** Iterates over all tickets, some hundreds at a time; tickets that change meanwhile are returned as before or after the change. */
  tickets(): AsyncIterable<readonly Ticket[]>;
  /** Returns the counters of each series, the events and the line. Read after the tickets, they cover all of them. */
  counters(): Promise<Counters>;
  /** Adds tickets unchanged; existing ones are kept. Returns the number added. Increments the last event id without an event. */
  restoreTickets(tickets: readonly Ticket[]): Promise<number>;
  /** Sets each counter to the higher of its own and the given value; new numbers of these series contain the mark. Increments the last event id. */
  restoreCounters(counters: Counters, mark: number): Promise<void>;
  /**
   * Returns the secret that all processes of the queue sign with: 256 random bits, generated on first use. It is not part of backups, and
   * an emptied storage generates a new one.
   */
  secret(): Promise<string>;
  /**
   * Counts a request of a client in a minute and returns the count across all processes; undefined if this process is the only one and
   * counts by itself.
   */
  countRequest(client: string, minute: number): Promise<number | undefined>;
  /** Remembers when the last successful run of a task started, in milliseconds since the epoch. Backups do not include it. */
  recordSuccess(task: Task, at: number): Promise<void>;
  /** Returns these times, without tasks that never succeeded. */
  successes(): Promise<ReadonlyMap<Task, number>>;
  close(): Promise<void>;
}

/** Methods that are measured in `kiosque_dependency_duration_seconds`. */
export const TICKET_STORE_OPERATIONS = [
  'issue',
  'call',
  'transition',
  'find',
  'snapshot',
  'eventsAfter',
  'purge',
  'counters',
  'restoreTickets',
  'restoreCounters',
  'secret',
  'countRequest',
  'recordSuccess',
  'successes',
] as const satisfies readonly (keyof TicketStore)[];

/** Tasks whose last success the store remembers: commands of `npm run queue`. */
export const TASKS = ['backup', 'close-day'] as const;

/** A value of `TASKS`. */
export type Task = (typeof TASKS)[number];

/** By name: `event`, `arrival` (microseconds), and `series <name>` for each series of numbers. */
export type Counters = Readonly<Record<string, number>>;

/** Names of the counters that backups include. */
export const COUNTERS = /^(?:event|arrival|series .+)$/;

/** Maximum number of called tickets in a snapshot: more than any display shows. */
export const SHOWN_CALLED = 50;

/**
 * Numbers to skip if some may have been issued and lost because they were not yet written to disk or replicated when a
 * server failed.
 */
export const SKIPPED = 100;

/** Events kept for reconnecting clients: an afternoon of a busy queue. */
export const KEPT_EVENTS = 1000;
