import * as z from 'zod';
import { eventStream, json, textParameter } from '../openapi/api-operation.ts';
import type { Answer, Operation } from '../openapi/api-operation.ts';
import { MIRRORED_LINE } from './queue-snapshots.ts';
import * as schemas from './representations/schemas.ts';
import { CALL_REQUEST, ISSUE_REQUEST, REQUEST_KEY, TICKET_LIST_QUERY, TRANSITION } from './ticket-queue.requests.ts';
import { TICKET_EVENTS, TRANSITIONS } from './ticket.ts';

/** Schemas of the path parameters. */
export const PATH = {
  queue: textParameter('Name of the queue.'),
  token: textParameter('Token of the ticket.'),
  transition: TRANSITION,
};

const rules = Object.entries(TRANSITIONS).map(([transition, states]) => `${transition}: ${states.join(' or ')}`);

/** A response that may be the last known state. */
const known = (description: string, schema: z.ZodType): Answer =>
  json(description, schema, ['Cache-Control', 'Age', 'Cache-Status']);

/** The queue API. */
export const OPERATIONS = {
  getQueue: {
    summary: 'Get a queue',
    description: 'While the storage is unavailable, returns the last known state with stale set to true.',
    answers: { 200: known('The queue.', schemas.QUEUE) },
    problems: ['not-found', 'unavailable'],
  },
  getQueueTickets: {
    summary: 'List the tickets of a queue',
    description: `Up to the first ${String(MIRRORED_LINE)} tickets in line. Includes their tokens if the request has a desk credential.`,
    query: TICKET_LIST_QUERY.shape,
    answers: { 200: known('The tickets.', schemas.TICKET_LIST) },
    problems: ['invalid-parameter', 'unauthorized', 'not-found', 'unavailable'],
  },
  postQueueTicket: {
    summary: 'Take a ticket',
    description: 'The response contains the token with which the holder views and cancels the ticket.',
    headers: { 'Idempotency-Key': REQUEST_KEY },
    body: ISSUE_REQUEST,
    bodyRequired: false,
    answers: { 201: json('The ticket.', schemas.OWN_TICKET, ['Cache-Control', 'Location']) },
    problems: ['not-found', 'unavailable'],
  },
  postQueueCall: {
    summary: 'Call the next ticket',
    description: 'Calls the first ticket in line, by priority and time. Requires a desk credential.',
    headers: { 'Idempotency-Key': REQUEST_KEY },
    body: CALL_REQUEST,
    answers: {
      201: json('The called ticket.', schemas.DESK_TICKET),
      204: { description: 'Nobody is waiting.', headers: ['Cache-Control'] },
    },
    problems: ['not-found', 'unavailable'],
  },
  getQueueStatistics: {
    summary: 'Get waiting and serving times',
    description: 'Requires a supervisor credential.',
    answers: { 200: known('Statistics of the latest 200 tickets.', schemas.QUEUE_STATISTICS) },
    problems: ['not-found', 'unavailable'],
  },
  getQueueEvents: {
    summary: 'Follow the events of a queue',
    description:
      `Server-sent events: ${TICKET_EVENTS.map((type) => `\`${type}\``).join(', ')} with the ticket number, each followed by \`state\`, the current state of the queue. A client that reconnects ` +
      'receives the events it missed, or `reset` if there were too many. `heartbeat` is sent every 20 s, `closing` before the service ends the stream.',
    headers: { 'Last-Event-ID': textParameter('Id of the last event received.') },
    query: {
      lastEventId: textParameter('Same as Last-Event-ID, for clients that cannot set headers.'),
      ticket: textParameter(
        'Token of the client’s ticket: uses the streams reserved for ticket holders, at most four.',
      ),
      display: textParameter('Pass from the waiting room display page: uses the streams reserved for displays.'),
    },
    answers: { 200: eventStream(z.union([schemas.QUEUE_EVENT, schemas.QUEUE])) },
    problems: ['not-found', 'unavailable'],
  },
  getQueueTicket: {
    summary: 'Get a ticket of a queue',
    description: 'State, position and estimated wait. The token is the only credential required.',
    answers: { 200: known('The ticket.', schemas.OWN_TICKET) },
    problems: ['not-found', 'unavailable'],
  },
  getTicket: {
    summary: 'Get a ticket of any queue',
    description: 'Finds the ticket by its token alone; redirects if it belongs to another queue.',
    answers: {
      200: known('The ticket.', schemas.OWN_TICKET),
      308: { description: 'The ticket belongs to another queue.', headers: ['Location'] },
    },
    problems: ['not-found', 'unavailable'],
  },
  postQueueTicketTransition: {
    summary: 'Change the state of a ticket',
    description: `Allowed states for each action: ${rules.join('; ')}. The holder can cancel the ticket without a credential.`,
    answers: { 200: json('The updated ticket.', schemas.DESK_TICKET) },
    problems: ['conflict', 'not-found', 'unavailable'],
  },
} satisfies Record<string, Operation>;
