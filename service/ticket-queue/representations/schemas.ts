import * as z from 'zod';
import { namedSchema } from '../../openapi/named-schema.ts';
import { LISTED_STATES, TICKET_EVENTS, TICKET_STATES } from '../ticket.ts';

/** What `views.ts` makes: the types of answers, and what the description of the API says of them. Answers are not checked at run time. */

const moment = z.iso.datetime();
const seconds = z.int().min(0);
const count = z.int().min(0);
const queue = z.string().meta({ description: 'Name of the queue.', example: 'rubis' });
const waiting = count.meta({ description: 'How many wait.' });
const token = z.string().meta({
  description: 'What the holder of the ticket was given; it authorizes cancelling it.',
});
const freshness = {
  asOf: moment.meta({ description: 'When the storage last confirmed it.' }),
  stale: z.boolean().meta({ description: 'Whether the storage is away.' }),
};
const ticket = {
  number: z.string().meta({ description: 'What is called and shown.', example: 'R-042' }),
  state: z.enum(TICKET_STATES),
  priority: z.string().meta({ description: 'Empty for the ordinary class.' }),
  issuedAt: moment,
  calledAt: moment.meta({ description: 'When it was last called.' }).optional(),
  counter: z.string().meta({ description: 'Where it was last called to.', example: '3' }).optional(),
};
const endedAt = moment.optional();

const ESTIMATE = namedSchema(
  'Estimate',
  z
    .object({ fromSeconds: seconds, toSeconds: seconds })
    .nullable()
    .meta({
      description: 'How long one may have to wait; null before there were calls to tell from.',
      example: { fromSeconds: 240, toSeconds: 600 },
    }),
);

const DURATIONS = namedSchema(
  'Durations',
  z
    .object({ count, medianSeconds: seconds, ninetiethSeconds: seconds })
    .meta({ description: 'How long something took, over the latest 200.' }),
);

/** A ticket as everybody may see it. */
export const TICKET = namedSchema(
  'Ticket',
  z.object(ticket).meta({ description: 'What everybody may know of a ticket.' }),
);

/** A ticket as desks see it. */
export const DESK_TICKET = namedSchema(
  'DeskTicket',
  z
    .object({ ...ticket, token, calls: count.meta({ description: 'How often it was called.' }), endedAt })
    .meta({ description: 'What a desk is told of a ticket.' }),
);

/** A ticket as its holder sees it. */
export const OWN_TICKET = namedSchema(
  'OwnTicket',
  z
    .object({
      queue,
      token,
      ...ticket,
      endedAt,
      position: z.int().nullable().meta({ description: 'Place in the line, from 1; null when it is not in it.' }),
      ahead: z.int().nullable().meta({ description: 'How many are before it.' }),
      estimate: ESTIMATE,
      ...freshness,
      links: z.object({ self: z.string(), page: z.string() }),
    })
    .meta({ description: 'What the holder of a ticket is told of it.' }),
);

/** The queue at a glance. */
export const QUEUE = namedSchema(
  'Queue',
  z
    .object({
      queue,
      title: z.string().meta({ description: 'What pages call it.' }),
      waiting,
      // OpenAPI 3.0 cannot say "a Ticket or null" by reference.
      lastCalled: z
        .object(ticket)
        .nullable()
        .meta({ description: 'The ticket called last; null before the first call.' }),
      serving: z.array(TICKET).meta({ description: 'The twelve called last that are not done with.' }),
      estimate: ESTIMATE,
      ...freshness,
    })
    .meta({ description: 'The queue at a glance.' }),
);

/** Tickets in one state. */
export const TICKET_LIST = namedSchema(
  'TicketList',
  z.object({
    queue,
    state: z.enum(LISTED_STATES),
    total: count.meta({ description: 'How many there are, before offset and limit.' }),
    tickets: z
      .array(z.union([DESK_TICKET, TICKET]))
      .meta({ description: 'Desk tickets for who has a credential for desks.' }),
    ...freshness,
  }),
);

/** What the supervisor sees. */
export const QUEUE_STATISTICS = namedSchema(
  'QueueStatistics',
  z.object({
    queue,
    waiting,
    waitingTime: DURATIONS,
    servingTime: DURATIONS,
    noShowShare: z.number().min(0).max(1),
    ...freshness,
  }),
);

/** One thing that happened, as streams tell it. */
export const QUEUE_EVENT = namedSchema(
  'QueueEvent',
  z
    .object({
      type: z.enum(TICKET_EVENTS),
      at: moment,
      number: ticket.number,
      counter: ticket.counter,
      priority: ticket.priority,
      state: ticket.state,
    })
    .meta({ description: 'What happened to a ticket, and its state after that.' }),
);

/** What the interface of the application that Kiosque replaces answers. */
export const CLASSIC_ANSWER = namedSchema(
  'ClassicAnswer',
  z.looseObject({
    ticket: z
      .string()
      .nullable()
      .meta({ description: 'The number, or null when nobody waits.', example: 'R-042' })
      .optional(),
    tickets: z
      .array(z.string())
      .meta({ description: 'The numbers of those who wait, the next first.', example: ['R-042', 'R-043'] })
      .optional(),
  }),
);

/** How long a person may have to wait: half of the time between calls lies within. */
export type Estimate = NonNullable<z.infer<typeof ESTIMATE>>;
/** How long something took, over at most the latest 200. */
export type Durations = z.infer<typeof DURATIONS>;
export type TicketView = z.infer<typeof TICKET>;
export type DeskTicketView = z.infer<typeof DESK_TICKET>;
export type OwnTicketView = z.infer<typeof OWN_TICKET>;
export type QueueView = z.infer<typeof QUEUE>;
export type TicketListView = z.infer<typeof TICKET_LIST>;
export type QueueStatisticsView = z.infer<typeof QUEUE_STATISTICS>;
export type ClassicAnswer = z.infer<typeof CLASSIC_ANSWER>;
export type QueueEventView = z.infer<typeof QUEUE_EVENT>;
