import type { Ticket, Transition } from '../ticket.ts';

/** Returns the ticket after a valid transition; the Redis scripts do the same. */
export function moved(ticket: Ticket, transition: Transition | 'call', now: number): Ticket {
  switch (transition) {
    case 'call':
    case 'recall':
      return { ...ticket, state: 'called', calledAt: now, calls: ticket.calls + 1 };
    case 'complete':
      return { ...ticket, state: 'completed', endedAt: now };
    case 'cancel':
      return { ...ticket, state: 'cancelled', endedAt: now };
    case 'no-show':
      return { ...ticket, state: 'no-show', endedAt: now };
    case 'requeue': {
      const { token, day, sequence, number, priority, issuedAt, order, calls } = ticket;
      return { token, day, sequence, number, priority, issuedAt, order, calls, state: 'waiting' };
    }
  }
}
