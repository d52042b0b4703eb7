import { namedSchema } from '../../openapi/api-problems-schemas.ts';

/** JSON Schemas of what `views.ts` makes and of what is sent to it, for the description of the API. */

const text = { type: 'string' };
const moment = { type: 'string', format: 'date-time' };
const seconds = { type: 'integer', minimum: 0 };
const count = { type: 'integer', minimum: 0 };
const queue = { type: 'string', description: 'Name of the queue.', example: 'rubis' };
const token = { type: 'string', description: 'What the holder of the ticket was given; it authorizes cancelling it.' };
const FRESHNESS = {
  asOf: { ...moment, description: 'When the storage last confirmed it.' },
  stale: { type: 'boolean', description: 'Whether the storage is away.' },
};

const ESTIMATE = namedSchema('Estimate', {
  type: 'object',
  nullable: true,
  description: 'How long one may have to wait; null before there were calls to tell from.',
  required: ['fromSeconds', 'toSeconds'],
  properties: { fromSeconds: seconds, toSeconds: seconds },
  example: { fromSeconds: 240, toSeconds: 600 },
});

const PUBLIC = {
  number: { type: 'string', description: 'What is called and shown.', example: 'R-042' },
  state: { type: 'string', enum: ['waiting', 'called', 'completed', 'no-show', 'cancelled'] },
  priority: { type: 'string', description: 'Empty for the ordinary class.' },
  issuedAt: moment,
  calledAt: { ...moment, description: 'When it was last called.' },
  counter: { type: 'string', description: 'Where it was last called to.', example: '3' },
};
const REQUIRED = ['number', 'state', 'priority', 'issuedAt'];
const PUBLIC_TICKET = {
  type: 'object',
  description: 'What everybody may know of a ticket.',
  required: REQUIRED,
  properties: PUBLIC,
};
const TICKET = namedSchema('Ticket', PUBLIC_TICKET);

const DURATIONS = namedSchema('Durations', {
  type: 'object',
  description: 'How long something took, over the latest 200.',
  required: ['count', 'medianSeconds', 'ninetiethSeconds'],
  properties: { count, medianSeconds: seconds, ninetiethSeconds: seconds },
});

export const DESK_TICKET = namedSchema('DeskTicket', {
  type: 'object',
  description: 'What a desk is told of a ticket.',
  required: [...REQUIRED, 'token', 'calls'],
  properties: { ...PUBLIC, token, calls: { ...count, description: 'How often it was called.' }, endedAt: moment },
});

export const OWN_TICKET = namedSchema('OwnTicket', {
  type: 'object',
  description: 'What the holder of a ticket is told of it.',
  required: [...REQUIRED, 'queue', 'token', 'position', 'ahead', 'estimate', 'asOf', 'stale', 'links'],
  properties: {
    queue,
    token,
    ...PUBLIC,
    endedAt: moment,
    position: { type: 'integer', nullable: true, description: 'Place in the line, from 1; null when it is not in it.' },
    ahead: { type: 'integer', nullable: true, description: 'How many are before it.' },
    estimate: ESTIMATE,
    ...FRESHNESS,
    links: { type: 'object', required: ['self', 'page'], properties: { self: text, page: text } },
  },
});

export const QUEUE = namedSchema('Queue', {
  type: 'object',
  description: 'The queue at a glance.',
  required: ['queue', 'title', 'waiting', 'lastCalled', 'serving', 'estimate', 'asOf', 'stale'],
  properties: {
    queue,
    title: { type: 'string', description: 'What pages call it.' },
    waiting: { ...count, description: 'How many wait.' },
    // OpenAPI 3.0 cannot say "a Ticket or null" by reference.
    lastCalled: {
      ...PUBLIC_TICKET,
      nullable: true,
      description: 'The ticket called last; null before the first call.',
    },
    serving: { type: 'array', items: TICKET, description: 'The twelve called last that are not done with.' },
    estimate: ESTIMATE,
    ...FRESHNESS,
  },
});

export const TICKET_LIST = namedSchema('TicketList', {
  type: 'object',
  required: ['queue', 'state', 'total', 'tickets', 'asOf', 'stale'],
  properties: {
    queue,
    state: { type: 'string', enum: ['waiting', 'called', 'no-show'] },
    total: { ...count, description: 'How many there are, before offset and limit.' },
    tickets: {
      type: 'array',
      items: { anyOf: [DESK_TICKET, TICKET] },
      description: 'Desk tickets for who has a credential for desks.',
    },
    ...FRESHNESS,
  },
});

export const QUEUE_STATISTICS = namedSchema('QueueStatistics', {
  type: 'object',
  required: ['queue', 'waiting', 'waitingTime', 'servingTime', 'noShowShare', 'asOf', 'stale'],
  properties: {
    queue,
    waiting: { ...count, description: 'How many wait.' },
    waitingTime: DURATIONS,
    servingTime: DURATIONS,
    noShowShare: { type: 'number', minimum: 0, maximum: 1 },
    ...FRESHNESS,
  },
});

export const ISSUE_REQUEST = namedSchema('IssueRequest', {
  type: 'object',
  additionalProperties: false,
  properties: { priority: { type: 'string', description: 'A class of QUEUE_PRIORITIES; ordinary by default.' } },
});

export const CALL_REQUEST = namedSchema('CallRequest', {
  type: 'object',
  additionalProperties: false,
  required: ['counter'],
  properties: {
    counter: { type: 'string', minLength: 1, maxLength: 32, description: 'Where to.', example: '3' },
  },
});
