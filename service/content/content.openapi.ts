import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { namedSchema } from '../openapi/api-problems-schemas.ts';
import {
  ApiConditional,
  ApiProblems,
  CACHE_HEADERS,
  PREPARED_PROBLEMS,
  RESPONSE_HEADERS,
} from '../openapi/api-problems.ts';
import { MAX_LIMIT, MAX_TAG_CHARACTERS, MAX_TAGS, MAX_WORDS_CHARACTERS } from './content.query.ts';
import { MEDIA_TYPES } from './representations/media-types.ts';

const FORMAT_NOTE = 'JSON by default; YAML by Accept, by the suffix .yaml, or by format=yaml.';

const inEveryFormat = (schema: object): Record<string, { schema: object }> =>
  Object.fromEntries(Object.keys(MEDIA_TYPES).map((mediaType) => [mediaType, { schema }]));

const text = { type: 'string' };

const ITEM = namedSchema('Item', {
  type: 'object',
  additionalProperties: true,
  description: 'An item as its authors wrote it.',
  example: { id: 1, title: 'Town meeting', date: '2026-02-15', tags: ['town'] },
});

const COLLECTION_DOCUMENT = namedSchema('CollectionDocument', {
  description: 'A list of items, or an object with the list under the key that its authors chose.',
  oneOf: [
    { type: 'array', items: ITEM },
    { type: 'object', additionalProperties: true },
  ],
  example: { items: [{ id: 1, title: 'Town meeting', date: '2026-02-15', tags: ['town'] }] },
});

const COLLECTION_SUMMARY = namedSchema('CollectionSummary', {
  type: 'object',
  required: ['name', 'title', 'status', 'items', 'lastModified', 'age', 'links'],
  properties: {
    name: { ...text, example: 'events' },
    title: {
      type: 'object',
      required: ['en', 'fr'],
      properties: { en: { ...text, example: 'Events' }, fr: { ...text, example: 'Événements' } },
    },
    status: {
      type: 'string',
      enum: ['ok', 'stale', 'absent', 'unavailable'],
      description: 'absent: the source has no document; unavailable: it has not been read yet.',
    },
    items: { type: 'integer', nullable: true, description: 'How many are public now; null without a copy.' },
    lastModified: { type: 'string', format: 'date-time', nullable: true },
    age: { type: 'integer', nullable: true, description: 'Seconds since the source last confirmed the copy.' },
    links: {
      type: 'object',
      required: ['json', 'yaml', 'html'],
      properties: {
        json: { ...text, example: '/api/events.json' },
        yaml: { ...text, example: '/api/events.yaml' },
        html: { ...text, example: '/events' },
      },
    },
  },
});

const COLLECTION_INDEX = namedSchema('CollectionIndex', {
  type: 'object',
  required: ['collections'],
  properties: { collections: { type: 'array', items: COLLECTION_SUMMARY } },
});

function ApiFormat(): MethodDecorator {
  return ApiQuery({
    name: 'format',
    required: false,
    description: 'The format, whatever Accept says.',
    schema: { type: 'string', enum: ['json', 'yaml'] },
  });
}

function ApiCollection(): MethodDecorator {
  return ApiParam({
    name: 'collection',
    description: 'Name of the collection; on lists with an optional suffix .json, .yaml or .yml.',
    schema: { type: 'string' },
    example: 'events',
  });
}

/** Describes `GET /api`. */
export function ApiIndex(): MethodDecorator {
  const headers = Object.fromEntries(Object.entries(CACHE_HEADERS).filter(([name]) => name !== 'Last-Modified'));
  return applyDecorators(
    ApiOperation({
      operationId: 'getIndex',
      summary: 'The collections',
      description: `What there is, how much and how old. ${FORMAT_NOTE}`,
    }),
    ApiFormat(),
    ApiResponse({ status: 200, description: 'The collections.', headers, content: inEveryFormat(COLLECTION_INDEX) }),
    ApiConditional(),
    ApiProblems('invalid-parameter', ...PREPARED_PROBLEMS),
  );
}

/** A parameter of the query that may be left out. */
function parameter(name: string, description: string, schema: object, example?: string): MethodDecorator {
  return ApiQuery({ name, required: false, description, schema, ...(example === undefined ? {} : { example }) });
}

/** Describes `GET /api/:collection`. */
export function ApiList(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getCollection',
      summary: 'A collection',
      description: `The document as its authors wrote it, envelope included, less what is not public now; its list can be filtered, sorted and cut. ${FORMAT_NOTE}`,
    }),
    ApiCollection(),
    parameter('limit', 'Most items to give; all by default.', { type: 'integer', minimum: 1, maximum: MAX_LIMIT }),
    parameter('offset', 'How many to leave out at the start.', { type: 'integer', minimum: 0, default: 0 }),
    parameter('sort', 'Order; by date only where items have dates. As written by default.', {
      type: 'string',
      enum: ['date', '-date', 'title', '-title'],
    }),
    parameter(
      'q',
      'Words that must all occur, whatever their case and accents.',
      { type: 'string', minLength: 1, maxLength: MAX_WORDS_CHARACTERS },
      'evenement',
    ),
    parameter('from', 'First day or moment; for collections with dates.', { type: 'string' }, '2026-02-15'),
    parameter('to', 'Last day or moment; for collections with dates.', { type: 'string' }, '2026-03-31'),
    parameter('tag', 'A tag that items must have; may be repeated, then they must have all.', {
      type: 'array',
      maxItems: MAX_TAGS,
      items: { type: 'string', minLength: 1, maxLength: MAX_TAG_CHARACTERS },
    }),
    ApiFormat(),
    ApiResponse({
      status: 200,
      description: 'The document.',
      headers: { ...CACHE_HEADERS, Link: RESPONSE_HEADERS.link, 'X-Total-Count': RESPONSE_HEADERS.total },
      content: inEveryFormat(COLLECTION_DOCUMENT),
    }),
    ApiConditional(),
    ApiProblems('invalid-parameter', 'not-found', ...PREPARED_PROBLEMS),
  );
}

/** Describes `GET /api/:collection/:id`. */
export function ApiItem(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getItem',
      summary: 'An item',
      description: `One item by its authored id, else by the slug of its title or question. ${FORMAT_NOTE}`,
    }),
    ApiCollection(),
    ApiParam({
      name: 'id',
      description: 'The id, with an optional suffix .json, .yaml or .yml.',
      schema: { type: 'string' },
      example: '1',
    }),
    ApiFormat(),
    ApiResponse({ status: 200, description: 'The item.', headers: CACHE_HEADERS, content: inEveryFormat(ITEM) }),
    ApiConditional(),
    ApiProblems('invalid-parameter', 'not-found', ...PREPARED_PROBLEMS),
  );
}

/** Describes `GET /changes`. */
export function ApiChanges(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getChanges',
      summary: 'Changes as they happen',
      description:
        'Server-sent events. `content` tells collection, version and whether it is stale, first for every collection and then at each change; `heartbeat` comes every 20 s; `closing` comes before the service ends the stream.',
    }),
    ApiResponse({
      status: 200,
      description: 'The stream.',
      headers: { 'Cache-Control': RESPONSE_HEADERS.cacheControl },
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    }),
    ApiProblems('unavailable'),
  );
}
