import { ProblemError } from '../http/problems/problem.ts';
import { TRANSITIONS } from './ticket.ts';
import type { TicketState, Transition } from './ticket.ts';

/** No ticket of this queue has the token. */
export class TicketNotFoundError extends ProblemError {
  override readonly name = 'TicketNotFoundError';

  constructor() {
    super('not-found', 'No ticket of this queue has this token: it was mistyped, or the ticket was purged.');
  }
}

/** The ticket stands where this cannot be done to it. */
export class TicketStateError extends ProblemError {
  override readonly name = 'TicketStateError';

  constructor(transition: Transition, state: TicketState) {
    const states = TRANSITIONS[transition].join(' or ');
    super('conflict', `A ticket that is ${state} cannot get "${transition}": it must be ${states}.`, {
      extensions: { state },
    });
  }
}

/** As many wait as may: who asks again with the key of a ticket still gets that one. */
export class QueueFullError extends ProblemError {
  override readonly name = 'QueueFullError';

  constructor(most: number) {
    super('unavailable', `${String(most)} people wait, and no more are taken on right now. Try again later.`, {
      headers: { 'Retry-After': '60' },
    });
  }
}

/** The storage does not answer; nothing was done, or what was done is kept and told again under the same request key. */
export class TicketStoreUnavailableError extends ProblemError {
  override readonly name = 'TicketStoreUnavailableError';

  constructor(cause: unknown) {
    super('unavailable', 'The queue cannot be reached right now: its storage does not answer. Try again.', {
      headers: { 'Retry-After': '1' },
    });
    this.cause = cause;
  }
}

/** Nobody showed a credential, or one that nobody has. */
export class UnauthorizedError extends ProblemError {
  override readonly name = 'UnauthorizedError';

  constructor(reason: string) {
    super('unauthorized', reason, { headers: { 'WWW-Authenticate': 'Bearer realm="kiosque"' } });
  }
}

/** The credential is known, but not for this. */
export class ForbiddenError extends ProblemError {
  override readonly name = 'ForbiddenError';

  constructor(scope: string, queue: string) {
    super('forbidden', `This credential has no scope "${scope}" for the queue "${queue}": ask whoever gave it to you.`);
  }
}
