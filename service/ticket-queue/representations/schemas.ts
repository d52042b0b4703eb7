import * as z from 'zod';
import { LISTED_STATES, TICKET_EVENTS, TICKET_STATES } from '../ticket.ts';

/** Schemas of the responses in `views.ts`, for types and the API description. Responses are not validated at run time. */

const moment = z.iso.datetime();
const seconds = z.int().min(0);
const count = z.int().min(0);
const queue = z.string().meta({ description: 'Name of the queue.', example: 'rubis' });
const waiting = count.meta({ description: 'Number of waiting tickets.' });
const token = z.string().meta({
  description: 'Secret token of the ticket holder; it authorizes cancelling the ticket.',
});
const freshness = {
  asOf: moment.meta({ description: 'When the storage last confirmed this state.' }),
  stale: z.boolean().meta({ description: 'Whether the storage is unavailable.' }),
};
const ticket = {
  number: z.string().meta({ description: 'Number called and displayed.', example: 'R-042' }),
  state: z.enum(TICKET_STATES),
  priority: z.string().meta({ description: 'Priority class; empty for the regular one.' }),
  issuedAt: moment,
  calledAt: moment.meta({ description: 'When it was last called.' }).optional(),
  counter: z.string().meta({ description: 'Counter of the last call.', example: '3' }).optional(),
};
const endedAt = moment.optional();

const ESTIMATE = z
  .object({ fromSeconds: seconds, toSeconds: seconds })
  .nullable()
  .meta({
    id: 'Estimate',
    description: 'Estimated wait; null until there are enough calls to estimate from.',
    example: { fromSeconds: 240, toSeconds: 600 },
  });

const DURATIONS = z
  .object({ count, medianSeconds: seconds, ninetiethSeconds: seconds })
  .meta({ id: 'Durations', description: 'Durations of the latest 200.' });

/** Public view of a ticket. */
export const TICKET = z.object(ticket).meta({ id: 'Ticket', description: 'Public view of a ticket.' });

/** A ticket as desks see it. */
export const DESK_TICKET = z
  .object({ ...ticket, token, calls: count.meta({ description: 'Number of times it was called.' }), endedAt })
  .meta({ id: 'DeskTicket', description: 'A ticket as desks see it.' });

/** A ticket as its holder sees it. */
export const OWN_TICKET = z
  .object({
    queue,
    token,
    ...ticket,
    endedAt,
    position: z.int().nullable().meta({ description: 'Position in the queue, from 1; null unless waiting.' }),
    ahead: z.int().nullable().meta({ description: 'Number of tickets ahead; null unless waiting.' }),
    estimate: ESTIMATE,
    ...freshness,
    links: z.object({ self: z.string(), page: z.string() }),
  })
  .meta({ id: 'OwnTicket', description: 'A ticket as its holder sees it.' });

/** Current state of the queue. */
export const QUEUE = z
  .object({
    queue,
    title: z.string().meta({ description: 'Title shown on the pages.' }),
    waiting,
    // OpenAPI 3.0 cannot say "a Ticket or null" by reference.
    lastCalled: z
      .object(ticket)
      .nullable()
      .meta({ description: 'Most recently called ticket; null before the first call.' }),
    serving: z.array(TICKET).meta({ description: 'The twelve most recently called tickets still being served.' }),
    estimate: ESTIMATE,
    ...freshness,
  })
  .meta({ id: 'Queue', description: 'Current state of the queue.' });

/** Tickets in one state. */
export const TICKET_LIST = z
  .object({
    queue,
    state: z.enum(LISTED_STATES),
    total: count.meta({ description: 'Number of tickets before offset and limit.' }),
    tickets: z
      .array(z.union([DESK_TICKET, TICKET]))
      .meta({ description: 'Desk tickets for requests with a desk credential.' }),
    ...freshness,
  })
  .meta({ id: 'TicketList' });

/** Statistics for the supervisor. */
export const QUEUE_STATISTICS = z
  .object({
    queue,
    waiting,
    waitingTime: DURATIONS,
    servingTime: DURATIONS,
    noShowShare: z.number().min(0).max(1),
    ...freshness,
  })
  .meta({ id: 'QueueStatistics' });

/** An event, as sent by streams. */
export const QUEUE_EVENT = z
  .object({
    type: z.enum(TICKET_EVENTS),
    at: moment,
    number: ticket.number,
    counter: ticket.counter,
    priority: ticket.priority,
    state: ticket.state,
  })
  .meta({ id: 'QueueEvent', description: 'An event of a ticket, and the ticket’s state after it.' });

/** Response of the classic API, that of the application Kiosque replaces. */
export const CLASSIC_ANSWER = z
  .looseObject({
    ticket: z
      .string()
      .nullable()
      .meta({ description: 'Ticket number; null if nobody is waiting.', example: 'R-042' })
      .optional(),
    tickets: z
      .array(z.string())
      .meta({ description: 'Numbers of the waiting tickets, next first.', example: ['R-042', 'R-043'] })
      .optional(),
  })
  .meta({ id: 'ClassicAnswer' });

/** Estimated wait: the interquartile range of the time between calls. */
export type Estimate = NonNullable<z.infer<typeof ESTIMATE>>;
/** Durations over at most the latest 200. */
export type Durations = z.infer<typeof DURATIONS>;
export type TicketView = z.infer<typeof TICKET>;
export type DeskTicketView = z.infer<typeof DESK_TICKET>;
export type OwnTicketView = z.infer<typeof OWN_TICKET>;
export type QueueView = z.infer<typeof QUEUE>;
export type TicketListView = z.infer<typeof TICKET_LIST>;
export type QueueStatisticsView = z.infer<typeof QUEUE_STATISTICS>;
export type ClassicAnswer = z.infer<typeof CLASSIC_ANSWER>;
export type QueueEventView = z.infer<typeof QUEUE_EVENT>;
