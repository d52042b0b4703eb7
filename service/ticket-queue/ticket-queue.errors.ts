import { DomainError } from '../common/domain-error.ts';
import { TRANSITIONS } from './ticket.ts';
import type { TicketState, Transition } from './ticket.ts';

/** No ticket of this queue has the token. */
export class TicketNotFoundError extends DomainError {
  override readonly name = 'TicketNotFoundError';

  constructor() {
    super('not-found', 'No ticket of this queue has this token: it was mistyped, or the ticket was purged.');
  }
}

/** The ticket stands where this cannot be done to it. */
export class TicketStateError extends DomainError {
  override readonly name = 'TicketStateError';

  constructor(transition: Transition, state: TicketState) {
    const states = TRANSITIONS[transition].join(' or ');
    super('conflict', `A ticket that is ${state} cannot get "${transition}": it must be ${states}.`, {
      facts: { state },
    });
  }
}

/** As many wait as may: who asks again with the key of a ticket still gets that one. */
export class QueueFullError extends DomainError {
  override readonly name = 'QueueFullError';

  constructor(most: number) {
    super('unavailable', `${String(most)} people wait, and no more are taken on right now. Try again later.`, {
      retryAfterSeconds: 60,
    });
  }
}

/** The storage does not answer; nothing was done, or what was done is kept and told again under the same request key. */
export class TicketStoreUnavailableError extends DomainError {
  override readonly name = 'TicketStoreUnavailableError';

  constructor(cause: unknown) {
    super('unavailable', 'The queue cannot be reached right now: its storage does not answer. Try again.', {
      retryAfterSeconds: 1,
    });
    this.cause = cause;
  }
}
