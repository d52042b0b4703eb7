import type { QueueStatistics } from '../queue-statistics.ts';
import type { PlacedTicket, QueueSnapshot } from '../stores/ticket-store.ts';
import type { Ticket, TicketEvent } from '../ticket.ts';
import type { TicketListQuery } from '../ticket-queue.requests.ts';
import type {
  DeskTicketView,
  OwnTicketView,
  QueueEventView,
  QueueStatisticsView,
  QueueView,
  TicketListView,
  TicketView,
} from './schemas.ts';

/** When the storage last confirmed the data, and whether it is unavailable. */
export interface Freshness {
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly ageSeconds: number;
  readonly stale: boolean;
}

/** Returns the public view of a ticket, without its token. */
export function publicTicket({ number, state, priority, issuedAt, calledAt, counter }: Ticket): TicketView {
  return { number, state, priority, issuedAt: iso(issuedAt), calledAt: iso(calledAt), counter };
}

/** Returns a ticket as desks see it, with the token for its actions. */
export function deskTicket(ticket: Ticket): DeskTicketView {
  return { ...publicTicket(ticket), token: ticket.token, calls: ticket.calls, endedAt: iso(ticket.endedAt) };
}

/** Returns the audit log fields of a ticket: its number, never its token. */
export function auditedTicket(ticket: Ticket | undefined): Readonly<Record<string, unknown>> {
  return { day: ticket?.day, ticket: ticket?.number, counter: ticket?.counter };
}

/** Returns a ticket as its holder sees it. */
export function ownTicket(
  queue: string,
  { ticket, ahead }: PlacedTicket,
  statistics: QueueStatistics,
  freshness: Freshness,
): OwnTicketView {
  const waits = ticket.state === 'waiting';
  return {
    queue,
    token: ticket.token,
    ...publicTicket(ticket),
    endedAt: iso(ticket.endedAt),
    position: waits ? ahead + 1 : null,
    ahead: waits ? ahead : null,
    estimate: (waits ? statistics.estimate(ahead) : undefined) ?? null,
    ...freshnessFields(freshness),
    links: { self: `/api/tickets/${ticket.token}`, page: `/${queue}/tickets/${ticket.token}` },
  };
}

/** Maximum number of tickets in `serving`. */
const MAX_SERVING = 12;

/** Returns the state of the queue; the estimate is for a new ticket. */
export function queueView(
  queue: string,
  title: string,
  { waiting, called }: QueueSnapshot,
  statistics: QueueStatistics,
  freshness: Freshness,
): QueueView {
  const [last] = called;
  return {
    queue,
    title,
    waiting,
    lastCalled: last === undefined ? null : publicTicket(last),
    serving: called.slice(0, MAX_SERVING).map(publicTicket),
    estimate: statistics.estimate(waiting) ?? null,
    ...freshnessFields(freshness),
  };
}

/** Returns a page of the tickets in one state, with tokens for desks. */
export function listView(
  queue: string,
  { state, offset, limit }: TicketListQuery,
  known: Freshness & { readonly tickets: readonly Ticket[]; readonly total: number },
  forDesk: boolean,
): TicketListView {
  const tickets = known.tickets.slice(offset, offset + limit).map(forDesk ? deskTicket : publicTicket);
  return { queue, state, total: known.total, tickets, ...freshnessFields(known) };
}

/** Returns waiting and serving times for the supervisor. */
export function statisticsView(
  queue: string,
  { waiting }: QueueSnapshot,
  statistics: QueueStatistics,
  freshness: Freshness,
): QueueStatisticsView {
  return {
    queue,
    waiting,
    waitingTime: statistics.waiting,
    servingTime: statistics.serving,
    noShowShare: statistics.noShowShare,
    ...freshnessFields(freshness),
  };
}

/** Formats one event for a stream. */
export function eventText({ id, at, type, ticket }: TicketEvent): string {
  const { number, counter, priority, state } = ticket;
  const data: QueueEventView = { type, at: iso(at), number, counter, priority, state };
  return `id: ${String(id)}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Formats the current state, for a stream that begins or has missed too much. */
export function stateText(view: QueueView, lastEventId: number): string {
  return `id: ${String(lastEventId)}\nevent: state\ndata: ${JSON.stringify(view)}\n\n`;
}

function freshnessFields({ asOf, stale }: Freshness): Pick<QueueView, 'asOf' | 'stale'> {
  return { asOf: iso(asOf), stale };
}

function iso(milliseconds: number): string;
function iso(milliseconds: number | undefined): string | undefined;
function iso(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}
