/** Where a ticket stands. Only `waiting` tickets can be called; `completed` and `cancelled` are ends. */
export const TICKET_STATES = ['waiting', 'called', 'completed', 'no-show', 'cancelled'] as const;
export type TicketState = (typeof TICKET_STATES)[number];

/** The states whose tickets can be listed. */
export const LISTED_STATES = ['waiting', 'called', 'no-show'] as const satisfies readonly TicketState[];

/** One person's place in a queue. Times are milliseconds since the epoch. */
export interface Ticket {
  /** What its holder knows it by: at least 128 unguessable bits, base64url. */
  readonly token: string;
  /** The queue's business day, such as `2026-11-21`. */
  readonly day: string;
  /** Starts at 1 each day, rises, and never repeats within a day; it may skip. */
  readonly sequence: number;
  /** What is called and shown, such as `R-042`. */
  readonly number: string;
  /** Name of the priority class; empty is the ordinary one. */
  readonly priority: string;
  readonly state: TicketState;
  readonly issuedAt: number;
  /** Place in the line, in microseconds: when it was issued, less the head start of its class. Smaller is sooner. */
  readonly order: number;
  /** When it was last called. */
  readonly calledAt?: number;
  /** Where it was last called to. */
  readonly counter?: string;
  /** How often it was called: more than once when it was recalled or put back. */
  readonly calls: number;
  /** When it was completed, cancelled, or its holder did not show up. */
  readonly endedAt?: number;
}

/** What may be done to a ticket that exists, and the states in which it may. */
export const TRANSITIONS = {
  recall: ['called'],
  complete: ['called'],
  'no-show': ['called'],
  requeue: ['called', 'no-show'],
  cancel: ['waiting', 'called'],
} as const satisfies Readonly<Record<string, readonly TicketState[]>>;

/** Something that may be done to a ticket that exists. */
export type Transition = keyof typeof TRANSITIONS;

/** The types of events. */
export const TICKET_EVENTS = ['issue', 'call', ...(Object.keys(TRANSITIONS) as Transition[])] as const;

/** One thing that happened, as displays and personal pages are told. */
export interface TicketEvent {
  /** Rises by one or more from event to event of a queue. */
  readonly id: number;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly type: (typeof TICKET_EVENTS)[number];
  /** The ticket as it was right after it. */
  readonly ticket: Ticket;
}

/**
 * `R-042`: the prefix, then the sequence with at least three digits. In a series that was restored from a backup the
 * time of that comes between, `R-1430-043`: what was given out after the backup is not known, and must not come again.
 */
export function ticketNumber(prefix: string, mark: number, sequence: number): string {
  return `${prefix}-${mark === 0 ? '' : `${String(mark)}-`}${String(sequence).padStart(3, '0')}`;
}
