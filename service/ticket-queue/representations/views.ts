import type { QueueStatistics } from '../queue-statistics.ts';
import type { PlacedTicket, QueueSnapshot } from '../stores/ticket-store.ts';
import type { Ticket, TicketEvent } from '../ticket.ts';

/** When the storage last confirmed what is told, and whether it has been away since. */
export interface Freshness {
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly ageSeconds: number;
  readonly stale: boolean;
}

/** What everybody may know of a ticket: never its token. */
export function publicTicket({ number, state, priority, issuedAt, calledAt, counter }: Ticket): object {
  return { number, state, priority, issuedAt: iso(issuedAt), calledAt: iso(calledAt), counter };
}

/** What a desk is told: with the token, by which it moves the ticket on. */
export function deskTicket(ticket: Ticket): object {
  return { ...publicTicket(ticket), token: ticket.token, calls: ticket.calls, endedAt: iso(ticket.endedAt) };
}

/** What the holder of a ticket is told. */
export function ownTicket(
  queue: string,
  { ticket, ahead }: PlacedTicket,
  statistics: QueueStatistics,
  freshness: Freshness,
): object {
  const waits = ticket.state === 'waiting';
  return {
    queue,
    token: ticket.token,
    ...publicTicket(ticket),
    endedAt: iso(ticket.endedAt),
    position: waits ? ahead + 1 : null,
    ahead: waits ? ahead : null,
    estimate: (waits ? statistics.estimate(ahead) : undefined) ?? null,
    ...told(freshness),
    links: { self: `/api/tickets/${ticket.token}`, page: `/${queue}/tickets/${ticket.token}` },
  };
}

/** Tickets that a glance shows as being served. */
const GLANCE = 12;

/** The queue at a glance; the estimate is for who would come now. */
export function queueView(
  queue: string,
  title: string,
  { waiting, called }: QueueSnapshot,
  statistics: QueueStatistics,
  freshness: Freshness,
): object {
  const [last] = called;
  return {
    queue,
    title,
    waiting,
    lastCalled: last === undefined ? null : publicTicket(last),
    serving: called.slice(0, GLANCE).map(publicTicket),
    estimate: statistics.estimate(waiting) ?? null,
    ...told(freshness),
  };
}

/** How long people waited and were served, for the supervisor. */
export function statisticsView(
  queue: string,
  { waiting }: QueueSnapshot,
  statistics: QueueStatistics,
  freshness: Freshness,
): object {
  return {
    queue,
    waiting,
    waitingTime: statistics.waiting,
    servingTime: statistics.serving,
    noShowShare: statistics.noShowShare,
    ...told(freshness),
  };
}

/** One event as a stream tells it. */
export function eventText({ id, at, type, ticket }: TicketEvent): string {
  const { number, counter, priority, state } = ticket;
  const data = JSON.stringify({ type, at: iso(at), number, counter, priority, state });
  return `id: ${String(id)}\nevent: ${type}\ndata: ${data}\n\n`;
}

/** The whole state, for a stream that begins or has missed too much. */
export function stateText(view: object, lastEventId: number): string {
  return `id: ${String(lastEventId)}\nevent: state\ndata: ${JSON.stringify(view)}\n\n`;
}

function told({ asOf, stale }: Freshness): object {
  return { asOf: iso(asOf), stale };
}

function iso(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}
