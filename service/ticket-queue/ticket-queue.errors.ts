import { DomainError } from '../common/domain-error.ts';
import { TRANSITIONS } from './ticket.ts';
import type { TicketState, Transition } from './ticket.ts';

/** No ticket in this queue has the token. */
export class TicketNotFoundError extends DomainError {
  constructor() {
    super('not-found', 'No ticket in this queue has this token: it was mistyped, or the ticket was deleted.');
  }
}

/** The state of the ticket does not allow the transition. */
export class TicketStateError extends DomainError {
  constructor(transition: Transition, state: TicketState) {
    const states = TRANSITIONS[transition].join(' or ');
    super('conflict', `The action "${transition}" is not allowed on a ticket that is ${state}: it must be ${states}.`, {
      facts: { state },
    });
  }
}

/** The queue is full; repeated requests with a known key still get their ticket. */
export class QueueFullError extends DomainError {
  constructor(most: number) {
    super('unavailable', `The queue is full: ${String(most)} people are waiting. Try again later.`, {
      retryAfterSeconds: 60,
    });
  }
}

/** The storage does not respond. A change that was made anyway is returned again under the same request key. */
export class TicketStoreUnavailableError extends DomainError {
  constructor(cause: unknown) {
    super('unavailable', 'The queue is unavailable: its storage is not responding. Try again.', {
      retryAfterSeconds: 1,
      cause,
    });
  }
}

/** Whether the storage responded, and refused: the queue is full, there is no such ticket, or its state does not allow it. */
export function isRefusal(error: unknown): boolean {
  return [QueueFullError, TicketNotFoundError, TicketStateError].some((kind) => error instanceof kind);
}
