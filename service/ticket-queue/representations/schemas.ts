/** JSON Schemas of what `views.ts` makes, for the description of the API. */

const moment = { type: 'string', format: 'date-time' };
const seconds = { type: 'integer', minimum: 0 };
const FRESHNESS = {
  asOf: { ...moment, description: 'When the storage last confirmed it.' },
  stale: { type: 'boolean', description: 'Whether the storage is away.' },
};
const ESTIMATE = {
  type: 'object',
  nullable: true,
  description: 'How long one may have to wait; null before there were calls to tell from.',
  required: ['fromSeconds', 'toSeconds'],
  properties: { fromSeconds: seconds, toSeconds: seconds },
};
const PUBLIC = {
  number: { type: 'string', example: 'R-042' },
  state: { type: 'string', enum: ['waiting', 'called', 'completed', 'no-show', 'cancelled'] },
  priority: { type: 'string', description: 'Empty for the ordinary class.' },
  issuedAt: moment,
  calledAt: moment,
  counter: { type: 'string' },
};
const PUBLIC_TICKET = { type: 'object', required: ['number', 'state', 'priority', 'issuedAt'], properties: PUBLIC };
const DURATIONS = {
  type: 'object',
  required: ['count', 'medianSeconds', 'ninetiethSeconds'],
  properties: { count: { type: 'integer' }, medianSeconds: seconds, ninetiethSeconds: seconds },
};

export const DESK_TICKET = {
  type: 'object',
  required: ['number', 'state', 'token', 'calls'],
  properties: { ...PUBLIC, token: { type: 'string' }, calls: { type: 'integer' }, endedAt: moment },
};

export const OWN_TICKET = {
  type: 'object',
  required: ['queue', 'token', 'number', 'state', 'position', 'ahead', 'estimate', 'asOf', 'stale', 'links'],
  properties: {
    queue: { type: 'string' },
    token: { type: 'string' },
    ...PUBLIC,
    endedAt: moment,
    position: { type: 'integer', nullable: true, description: 'Place in the line, from 1; null when it is not in it.' },
    ahead: { type: 'integer', nullable: true, description: 'How many are before it.' },
    estimate: ESTIMATE,
    ...FRESHNESS,
    links: { type: 'object', properties: { self: { type: 'string' }, page: { type: 'string' } } },
  },
};

export const QUEUE = {
  type: 'object',
  required: ['queue', 'title', 'waiting', 'lastCalled', 'serving', 'estimate', 'asOf', 'stale'],
  properties: {
    queue: { type: 'string' },
    title: { type: 'string' },
    waiting: { type: 'integer' },
    lastCalled: { ...PUBLIC_TICKET, nullable: true },
    serving: { type: 'array', items: PUBLIC_TICKET, description: 'The twelve called last that are not done with.' },
    estimate: ESTIMATE,
    ...FRESHNESS,
  },
};

export const TICKET_LIST = {
  type: 'object',
  required: ['queue', 'state', 'total', 'tickets', 'asOf', 'stale'],
  properties: {
    queue: { type: 'string' },
    state: { type: 'string', enum: ['waiting', 'called', 'no-show'] },
    total: { type: 'integer' },
    tickets: { type: 'array', items: PUBLIC_TICKET },
    ...FRESHNESS,
  },
};

export const STATISTICS = {
  type: 'object',
  required: ['queue', 'waiting', 'waitingTime', 'servingTime', 'noShowShare', 'asOf', 'stale'],
  properties: {
    queue: { type: 'string' },
    waiting: { type: 'integer' },
    waitingTime: DURATIONS,
    servingTime: DURATIONS,
    noShowShare: { type: 'number', minimum: 0, maximum: 1 },
    ...FRESHNESS,
  },
};
