import type { TicketStore } from './stores/ticket-store.ts';
import type { Ticket } from './ticket.ts';
import { TicketStateError } from './ticket-queue.errors.ts';

/**
 * Closes open tickets of earlier days (waiting ones are cancelled, called ones completed) and deletes tickets that ended
 * before `day`. Can be repeated at any time.
 *
 * @returns the numbers of closed and deleted tickets.
 */
export async function closeDay(
  store: TicketStore,
  day: string,
  now: number,
): Promise<{ ended: number; purged: number }> {
  let ended = 0;
  for await (const page of store.tickets()) {
    // One page at a time, so that readers see few intermediate states.
    const ends = await Promise.all(page.filter((each) => each.day < day).map((ticket) => end(store, ticket, now)));
    ended += ends.filter(Boolean).length;
  }
  return { ended, purged: await store.purge(day) };
}

async function end(store: TicketStore, { token, state }: Ticket, now: number): Promise<boolean> {
  if (state !== 'waiting' && state !== 'called') return false;
  try {
    await store.transition(token, state === 'waiting' ? 'cancel' : 'complete', now);
    return true;
  } catch (error) {
    // The ticket changed meanwhile.
    if (error instanceof TicketStateError) return false;
    throw error;
  }
}
