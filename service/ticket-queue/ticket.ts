/** States of a ticket. Only `waiting` tickets can be called; `completed` and `cancelled` are final. */
export const TICKET_STATES = ['waiting', 'called', 'completed', 'no-show', 'cancelled'] as const;
export type TicketState = (typeof TICKET_STATES)[number];

/** The states whose tickets can be listed. */
export const LISTED_STATES = ['waiting', 'called', 'no-show'] as const satisfies readonly TicketState[];

/** One person's place in a queue. Times are milliseconds since the epoch. */
export interface Ticket {
  /** Secret identifier of the holder: at least 128 unguessable bits, base64url. */
  readonly token: string;
  /** The queue's business day, such as `2026-11-21`. */
  readonly day: string;
  /** Starts at 1 each day and increases without repeating within a day; it may skip. */
  readonly sequence: number;
  /** Number called and displayed, such as `R-042`. */
  readonly number: string;
  /** Name of the priority class; empty for the regular one. */
  readonly priority: string;
  readonly state: TicketState;
  readonly issuedAt: number;
  /** Position in the line, in microseconds: time of issue minus the head start of its class. Lower is earlier. */
  readonly order: number;
  /** When it was last called. */
  readonly calledAt?: number;
  /** Counter of the last call. */
  readonly counter?: string;
  /** Number of calls: more than one if it was recalled or requeued. */
  readonly calls: number;
  /** When it was completed, cancelled or marked as a no-show. */
  readonly endedAt?: number;
}

/** Transitions of an existing ticket, with the states that allow them. */
export const TRANSITIONS = {
  recall: ['called'],
  complete: ['called'],
  'no-show': ['called'],
  requeue: ['called', 'no-show'],
  cancel: ['waiting', 'called'],
} as const satisfies Readonly<Record<string, readonly TicketState[]>>;

/** A transition of an existing ticket. */
export type Transition = keyof typeof TRANSITIONS;

/** The types of events. */
export const TICKET_EVENTS = ['issue', 'call', ...(Object.keys(TRANSITIONS) as Transition[])] as const;

/** An event of a ticket. */
export interface TicketEvent {
  /** Increases by one or more with every event of a queue. */
  readonly id: number;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly type: (typeof TICKET_EVENTS)[number];
  /** The ticket right after the event. */
  readonly ticket: Ticket;
}

/**
 * Formats a ticket number, `R-042`: the prefix, then the sequence with at least three digits. After a restore the mark comes
 * between, `R-1430-043`, because numbers issued after the backup are unknown and must not repeat.
 */
export function ticketNumber(prefix: string, mark: number, sequence: number): string {
  return `${prefix}-${mark === 0 ? '' : `${String(mark)}-`}${String(sequence).padStart(3, '0')}`;
}
