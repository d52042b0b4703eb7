import { randomBytes } from 'node:crypto';
import type { Ticket } from '../ticket-queue/ticket.ts';
import type { Issue, TicketStore } from '../ticket-queue/stores/ticket-store.ts';

export const DAY = '2026-11-21';
export const NOON = Date.parse(`${DAY}T12:00:00Z`);

/** Default ticket parameters of tests. */
export function issue(change: Partial<Issue> = {}): Issue {
  const token = randomBytes(16).toString('base64url');
  return {
    token,
    day: DAY,
    series: DAY,
    above: 0,
    prefix: 'R',
    priority: '',
    headStartSeconds: 0,
    maxWaiting: 0,
    now: NOON,
    ...change,
  };
}

/** A ticket that was issued so. */
export async function given(store: TicketStore, change: Partial<Issue> = {}): Promise<Ticket> {
  return (await store.issue(issue(change))).ticket;
}
