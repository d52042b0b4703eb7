import type { TicketStore } from './stores/ticket-store.ts';
import type { Ticket } from './ticket.ts';
import { TicketStateError } from './ticket-queue.errors.ts';

/**
 * Ends what was left of earlier days (whoever waited is gone, whoever was called was served) and forgets what ended
 * before `day`. May be done at any time, and again.
 *
 * @returns how many tickets were ended, and how many forgotten.
 */
export async function closeDay(
  store: TicketStore,
  day: string,
  now: number,
): Promise<{ ended: number; purged: number }> {
  let ended = 0;
  for await (const page of store.tickets()) {
    // A page at once: what a reader sees meanwhile changes in few steps.
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
    // Somebody moved it on meanwhile.
    if (error instanceof TicketStateError) return false;
    throw error;
  }
}
