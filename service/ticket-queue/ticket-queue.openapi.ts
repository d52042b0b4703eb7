import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { ApiResponseOptions } from '@nestjs/swagger';
import type { SchemaReference } from '../openapi/api-problems-schemas.ts';
import { ApiProblems, BODY_PROBLEMS, RESPONSE_HEADERS } from '../openapi/api-problems.ts';
import type { ProblemKind } from '../http/problems/problem.ts';
import { MIRRORED_LINE } from './queue.mirror.ts';
import {
  CALL_REQUEST,
  DESK_TICKET,
  ISSUE_REQUEST,
  OWN_TICKET,
  QUEUE,
  QUEUE_STATISTICS,
  TICKET_LIST,
} from './representations/schemas.ts';
import { LISTED_STATES } from './ticket-queue.requests.ts';
import { TRANSITIONS } from './ticket.ts';

const headers = { 'Cache-Control': RESPONSE_HEADERS.cacheControl };
const freshHeaders = { ...headers, Age: RESPONSE_HEADERS.age, 'Cache-Status': RESPONSE_HEADERS.cacheStatus };

interface Description {
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly problems?: readonly ProblemKind[];
}

function operation(
  { id, summary, description, problems = [] }: Description,
  answer: ApiResponseOptions,
  ...more: readonly MethodDecorator[]
): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: id, summary, description }),
    ...more,
    ApiResponse(answer),
    ApiProblems('not-found', 'unavailable', ...problems),
  );
}

function json(
  status: number,
  description: string,
  schema: SchemaReference,
  given: ApiResponseOptions['headers'] = freshHeaders,
): ApiResponseOptions {
  return { status, description, headers: given, content: { 'application/json': { schema } } };
}

const queue = ApiParam({ name: 'queue', description: 'Name of the queue.', schema: { type: 'string' } });
const token = ApiParam({
  name: 'token',
  description: 'What the holder of the ticket was given.',
  schema: { type: 'string' },
});
const requestKey = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description:
    'Asked again with the same one, nothing more happens and the same ticket is given; 16 to 255 characters.',
  schema: { type: 'string' },
});

/** Describes `GET /api/queues/:queue`. */
export function ApiQueue(): MethodDecorator {
  return operation(
    {
      id: 'getQueue',
      summary: 'The queue at a glance',
      description: 'While its storage is away, as it was last known: stale is then true.',
    },
    json(200, 'The queue.', QUEUE),
    queue,
  );
}

/** Describes `GET /api/queues/:queue/tickets`. */
export function ApiQueueTickets(): MethodDecorator {
  const integer = (minimum: number, fallback: number): object => ({
    type: 'integer',
    minimum,
    maximum: MIRRORED_LINE,
    default: fallback,
  });
  return operation(
    {
      id: 'getQueueTickets',
      summary: 'Who waits, is being served, or did not come',
      description: `The first ${String(MIRRORED_LINE)} in line. With a credential for desks, their tokens, too.`,
      problems: ['invalid-parameter', 'unauthorized'],
    },
    json(200, 'The tickets.', TICKET_LIST),
    queue,
    ApiQuery({
      name: 'state',
      required: false,
      description: 'Which tickets.',
      schema: { type: 'string', enum: [...LISTED_STATES], default: 'waiting' },
    }),
    ApiQuery({
      name: 'offset',
      required: false,
      description: 'How many to leave out at the start.',
      schema: integer(0, 0),
    }),
    ApiQuery({ name: 'limit', required: false, description: 'Most tickets to give.', schema: integer(1, 100) }),
  );
}

/** Describes `POST /api/queues/:queue/tickets`. */
export function ApiIssue(): MethodDecorator {
  return operation(
    {
      id: 'postQueueTicket',
      summary: 'Take a ticket',
      description: 'The answer has the token, by which its holder sees and cancels the ticket.',
      problems: [...BODY_PROBLEMS, 'forbidden'],
    },
    json(201, 'The ticket.', OWN_TICKET, {
      ...headers,
      Location: { description: 'The ticket.', schema: { type: 'string' } },
    }),
    queue,
    requestKey,
    ApiBody({ required: false, schema: ISSUE_REQUEST }),
  );
}

/** Describes `POST /api/queues/:queue/calls`. */
export function ApiCall(): MethodDecorator {
  return operation(
    {
      id: 'postQueueCall',
      summary: 'Call the next',
      description: 'The first in line, by priority and time. Takes a credential for desks.',
      problems: [...BODY_PROBLEMS, 'unauthorized', 'forbidden'],
    },
    json(201, 'Who was called.', DESK_TICKET, headers),
    queue,
    requestKey,
    ApiBody({ required: true, schema: CALL_REQUEST }),
    ApiResponse({ status: 204, description: 'Nobody waits.', headers }),
  );
}

/** Describes `GET /api/queues/:queue/statistics`. */
export function ApiQueueStatistics(): MethodDecorator {
  return operation(
    {
      id: 'getQueueStatistics',
      summary: 'How long people waited and were served',
      description: 'Takes a credential for supervisors.',
      problems: ['unauthorized', 'forbidden'],
    },
    json(200, 'Over the latest 200.', QUEUE_STATISTICS),
    queue,
  );
}

/** Describes `GET /api/queues/:queue/events`. */
export function ApiQueueEvents(): MethodDecorator {
  const types = ['issue', 'call', ...Object.keys(TRANSITIONS)].map((type) => `\`${type}\``).join(', ');
  return operation(
    {
      id: 'getQueueEvents',
      summary: 'The queue as it moves',
      description:
        `Server-sent events: ${types} with the number of the ticket, each followed by \`state\`, the queue at a glance. Who comes back ` +
        'is told what was missed; `reset` says that there was more than is told one by one. `heartbeat` comes every 20 s, `closing` before the service ends the stream.',
    },
    {
      status: 200,
      description: 'The stream.',
      headers,
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
    queue,
    ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      description: 'Last event that was received.',
      schema: { type: 'string' },
    }),
    ApiQuery({
      name: 'lastEventId',
      required: false,
      description: 'The same, for who cannot set headers.',
      schema: { type: 'string' },
    }),
    ApiQuery({
      name: 'ticket',
      required: false,
      description: 'Token of one’s own ticket: lets the stream be opened when many are, on up to four devices.',
      schema: { type: 'string' },
    }),
    ApiQuery({
      name: 'display',
      required: false,
      description: 'The same for the screen of a waiting room: the pass that its page has.',
      schema: { type: 'string' },
    }),
  );
}

/** Describes `GET /api/queues/:queue/tickets/:token`. */
export function ApiTicketOfQueue(): MethodDecorator {
  return operation(
    {
      id: 'getQueueTicket',
      summary: 'One’s own ticket',
      description: 'Its state, its place in the line, and how long it may take. The token is all it needs.',
    },
    json(200, 'The ticket.', OWN_TICKET),
    queue,
    token,
  );
}

/** Describes `GET /api/tickets/:token`. */
export function ApiTicket(): MethodDecorator {
  return operation(
    {
      id: 'getTicket',
      summary: 'One’s own ticket, whichever queue it is of',
      description: 'The same by the token alone; a ticket of another queue is answered with its address.',
    },
    json(200, 'The ticket.', OWN_TICKET),
    token,
    ApiResponse({
      status: 308,
      description: 'It is of another queue.',
      headers: { Location: { description: 'Where.', schema: { type: 'string' } } },
    }),
  );
}

/** Describes `POST /api/queues/:queue/tickets/:token/:transition`. */
export function ApiMove(): MethodDecorator {
  const rules = Object.entries(TRANSITIONS).map(([transition, states]) => `${transition}: ${states.join(' or ')}`);
  return operation(
    {
      id: 'postQueueTicketTransition',
      summary: 'Move a ticket on',
      description: `From these states: ${rules.join('; ')}. Its holder may cancel it without a credential.`,
      problems: [...BODY_PROBLEMS, 'unauthorized', 'forbidden', 'conflict'],
    },
    json(200, 'The ticket after it.', DESK_TICKET, headers),
    queue,
    token,
    ApiParam({
      name: 'transition',
      description: 'What to do to it.',
      schema: { type: 'string', enum: Object.keys(TRANSITIONS) },
    }),
    ApiBearerAuth('credential'),
  );
}
