import { TRANSITIONS } from './ticket.ts';
import type { TicketState, Transition } from './ticket.ts';

/** No ticket of this queue has the token. */
export class TicketNotFoundError extends Error {
  override readonly name = 'TicketNotFoundError';

  constructor() {
    super('No ticket of this queue has this token: it was mistyped, or the ticket was purged.');
  }
}

/** The ticket stands where this cannot be done to it. */
export class TicketStateError extends Error {
  override readonly name = 'TicketStateError';
  readonly state: TicketState;

  constructor(transition: Transition, state: TicketState) {
    super(`A ticket that is ${state} cannot get "${transition}": it must be ${TRANSITIONS[transition].join(' or ')}.`);
    this.state = state;
  }
}

/** The storage does not answer; nothing was done, or what was done is kept and told again under the same request key. */
export class TicketStoreUnavailableError extends Error {
  override readonly name = 'TicketStoreUnavailableError';

  constructor(cause: unknown) {
    super('The queue cannot be changed right now: its storage does not answer.', { cause });
  }
}
