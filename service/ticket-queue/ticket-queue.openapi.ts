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
const token = textParameter('What the holder of the ticket was given.');

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
    summary: 'The queue at a glance',
    description: 'While its storage is away, as it was last known: stale is then true.',
  },
  [json(200, 'The queue.', QUEUE)],
);

/** `GET /api/queues/:queue/tickets` */
export const tickets = operation(
  'getQueueTickets',
  {
    summary: 'Who waits, is being served, or did not come',
    description: `The first ${String(MIRRORED_LINE)} in line. With a credential for desks, their tokens, too.`,
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
    description: 'The answer has the token, by which its holder sees and cancels the ticket.',
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
    summary: 'Call the next',
    description: 'The first in line, by priority and time. Takes a credential for desks.',
    headers: { 'Idempotency-Key': REQUEST_KEY },
    body: CALL_REQUEST,
  },
  [
    json(201, 'Who was called.', DESK_TICKET, ['Cache-Control']),
    { status: 204, description: 'Nobody waits.', headers: ['Cache-Control'] },
  ],
  ...BODY_PROBLEMS,
  'unauthorized',
  'forbidden',
);

/** `GET /api/queues/:queue/statistics` */
export const statistics = operation(
  'getQueueStatistics',
  { summary: 'How long people waited and were served', description: 'Takes a credential for supervisors.' },
  [json(200, 'Over the latest 200.', QUEUE_STATISTICS)],
  'unauthorized',
  'forbidden',
);

/** `GET /api/queues/:queue/events` */
export const events = operation(
  'getQueueEvents',
  {
    summary: 'The queue as it moves',
    description:
      `Server-sent events: ${TICKET_EVENTS.map((type) => `\`${type}\``).join(', ')} with the number of the ticket, each followed by \`state\`, the queue at a glance. Who comes back ` +
      'is told what was missed; `reset` says that there was more than is told one by one. `heartbeat` comes every 20 s, `closing` before the service ends the stream.',
    headers: { 'Last-Event-ID': textParameter('Last event that was received.') },
    query: {
      lastEventId: textParameter('The same, for who cannot set headers.'),
      ticket: textParameter(
        'Token of one’s own ticket: lets the stream be opened when many are, on up to four devices.',
      ),
      display: textParameter('The same for the screen of a waiting room: the pass that its page has.'),
    },
  },
  [eventStream(z.union([QUEUE_EVENT, QUEUE]))],
);

/** `GET /api/queues/:queue/tickets/:token` */
export const ticketOfQueue = operation(
  'getQueueTicket',
  {
    summary: 'One’s own ticket',
    description: 'Its state, its place in the line, and how long it may take. The token is all it needs.',
    path: { queue, token },
  },
  [json(200, 'The ticket.', OWN_TICKET)],
);

/** `GET /api/tickets/:token` */
export const ticket = operation(
  'getTicket',
  {
    summary: 'One’s own ticket, whichever queue it is of',
    description: 'The same by the token alone; a ticket of another queue is answered with its address.',
    path: { token },
  },
  [
    json(200, 'The ticket.', OWN_TICKET),
    { status: 308, description: 'It is of another queue.', headers: ['Location'] },
  ],
);

const rules = Object.entries(TRANSITIONS).map(([transition, states]) => `${transition}: ${states.join(' or ')}`);

/** `POST /api/queues/:queue/tickets/:token/:transition` */
export const move = operation(
  'postQueueTicketTransition',
  {
    summary: 'Move a ticket on',
    description: `From these states: ${rules.join('; ')}. Its holder may cancel it without a credential.`,
    path: { queue, token, transition: TRANSITION },
    credential: true,
  },
  [json(200, 'The ticket after it.', DESK_TICKET, ['Cache-Control'])],
  ...BODY_PROBLEMS,
  'unauthorized',
  'forbidden',
  'conflict',
);
