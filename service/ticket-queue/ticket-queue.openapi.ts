import * as z from 'zod';
import type { ProblemKind } from '../http/problems/problem.ts';
import { eventStream, textParameter } from '../openapi/api-operation.ts';
import type { Answer, Operation } from '../openapi/api-operation.ts';
import { BODY_PROBLEMS } from '../openapi/api-problems.ts';
import type { ResponseHeader } from '../openapi/response-headers.ts';
import { MIRRORED_LINE } from './queue-snapshots.ts';
import {
  DESK_TICKET,
  OWN_TICKET,
  QUEUE,
  QUEUE_EVENT,
  QUEUE_STATISTICS,
  TICKET_LIST,
} from './representations/schemas.ts';
import { CALL_REQUEST, ISSUE_REQUEST, REQUEST_KEY, TICKET_LIST_QUERY, TRANSITION } from './ticket-queue.requests.ts';
import { TICKET_EVENTS, TRANSITIONS } from './ticket.ts';

const queue = textParameter('Name of the queue.');
const token = textParameter('Token of the ticket.');

type Description = Omit<Operation, 'id' | 'answers' | 'problems'>;

function operation(
  id: string,
  described: Description,
  answers: readonly Answer[],
  ...problems: readonly ProblemKind[]
): Operation {
  return { path: { queue }, ...described, id, answers, problems: ['not-found', 'unavailable', ...problems] };
}

function json(
  status: number,
  description: string,
  schema: z.ZodType,
  headers: readonly ResponseHeader[] = ['Cache-Control', 'Age', 'Cache-Status'],
): Answer {
  return { status, description, headers, content: { 'application/json': schema } };
}

/** `GET /api/queues/:queue` */
export const glance = operation(
  'getQueue',
  {
    summary: 'Get a queue',
    description: 'While the storage is unavailable, returns the last known state with stale set to true.',
  },
  [json(200, 'The queue.', QUEUE)],
);

/** `GET /api/queues/:queue/tickets` */
export const tickets = operation(
  'getQueueTickets',
  {
    summary: 'List the tickets of a queue',
    description: `Up to the first ${String(MIRRORED_LINE)} tickets in line. Includes their tokens if the request has a desk credential.`,
    query: TICKET_LIST_QUERY.shape,
  },
  [json(200, 'The tickets.', TICKET_LIST)],
  'invalid-parameter',
  'unauthorized',
);

/** `POST /api/queues/:queue/tickets` */
export const issue = operation(
  'postQueueTicket',
  {
    summary: 'Take a ticket',
    description: 'The response contains the token with which the holder views and cancels the ticket.',
    headers: { 'Idempotency-Key': REQUEST_KEY },
    body: ISSUE_REQUEST,
    bodyRequired: false,
  },
  [json(201, 'The ticket.', OWN_TICKET, ['Cache-Control', 'Location'])],
  ...BODY_PROBLEMS,
  'forbidden',
);

/** `POST /api/queues/:queue/calls` */
export const call = operation(
  'postQueueCall',
  {
    summary: 'Call the next ticket',
    description: 'Calls the first ticket in line, by priority and time. Requires a desk credential.',
    headers: { 'Idempotency-Key': REQUEST_KEY },
    body: CALL_REQUEST,
  },
  [
    json(201, 'The called ticket.', DESK_TICKET, ['Cache-Control']),
    { status: 204, description: 'Nobody is waiting.', headers: ['Cache-Control'] },
  ],
  ...BODY_PROBLEMS,
  'unauthorized',
  'forbidden',
);

/** `GET /api/queues/:queue/statistics` */
export const statistics = operation(
  'getQueueStatistics',
  { summary: 'Get waiting and serving times', description: 'Requires a supervisor credential.' },
  [json(200, 'Statistics of the latest 200 tickets.', QUEUE_STATISTICS)],
  'unauthorized',
  'forbidden',
);

/** `GET /api/queues/:queue/events` */
export const events = operation(
  'getQueueEvents',
  {
    summary: 'Follow the events of a queue',
    description:
      `Server-sent events: ${TICKET_EVENTS.map((type) => `\`${type}\``).join(', ')} with the ticket number, each followed by \`state\`, the current state of the queue. A client that reconnects ` +
      'receives the events it missed, or `reset` if there were too many. `heartbeat` is sent every 20 s, `closing` before the service ends the stream.',
    headers: { 'Last-Event-ID': textParameter('Id of the last event received.') },
    query: {
      lastEventId: textParameter('Same as Last-Event-ID, for clients that cannot set headers.'),
      ticket: textParameter(
        'Token of the client’s ticket: uses the streams reserved for ticket holders, on up to four devices.',
      ),
      display: textParameter('Pass from the waiting room display page: uses the streams reserved for displays.'),
    },
  },
  [eventStream(z.union([QUEUE_EVENT, QUEUE]))],
);

/** `GET /api/queues/:queue/tickets/:token` */
export const ticketOfQueue = operation(
  'getQueueTicket',
  {
    summary: 'Get a ticket of a queue',
    description: 'State, position and estimated wait. The token is the only credential required.',
    path: { queue, token },
  },
  [json(200, 'The ticket.', OWN_TICKET)],
);

/** `GET /api/tickets/:token` */
export const ticket = operation(
  'getTicket',
  {
    summary: 'Get a ticket of any queue',
    description: 'Finds the ticket by its token alone; redirects if it belongs to another queue.',
    path: { token },
  },
  [
    json(200, 'The ticket.', OWN_TICKET),
    { status: 308, description: 'The ticket belongs to another queue.', headers: ['Location'] },
  ],
);

const rules = Object.entries(TRANSITIONS).map(([transition, states]) => `${transition}: ${states.join(' or ')}`);

/** `POST /api/queues/:queue/tickets/:token/:transition` */
export const move = operation(
  'postQueueTicketTransition',
  {
    summary: 'Change the state of a ticket',
    description: `Allowed states for each action: ${rules.join('; ')}. The holder can cancel the ticket without a credential.`,
    path: { queue, token, transition: TRANSITION },
    credential: true,
  },
  [json(200, 'The updated ticket.', DESK_TICKET, ['Cache-Control'])],
  ...BODY_PROBLEMS,
  'unauthorized',
  'forbidden',
  'conflict',
);
