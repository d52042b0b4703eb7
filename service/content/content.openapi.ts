import * as z from 'zod';
import { eventStream, textParameter } from '../openapi/api-operation.ts';
import type { Operation } from '../openapi/api-operation.ts';
import { CACHE_HEADERS } from '../openapi/response-headers.ts';
import { SORT_KEYS } from './collections/item-list.ts';
import { MAX_LIMIT, MAX_TAG_CHARACTERS, MAX_TAGS, MAX_WORDS_CHARACTERS } from './content.query.ts';
import { MEDIA_TYPES } from './representations/media-types.ts';
import { COLLECTION_DOCUMENT, COLLECTION_INDEX, CONTENT_CHANGE, ITEM } from './representations/schemas.ts';

const FORMAT_NOTE = 'JSON by default; YAML by Accept, by the suffix .yaml, or by format=yaml.';

const format = z.enum(['json', 'yaml']).meta({ description: 'The format, whatever Accept says.' });
const collection = textParameter(
  'Name of the collection; on lists with an optional suffix .json, .yaml or .yml.',
  'events',
);

const LIST_QUERY = {
  limit: z.int().min(1).max(MAX_LIMIT).meta({ description: 'Most items to give; all by default.' }),
  offset: z.int().min(0).default(0).meta({ description: 'How many to leave out at the start.' }),
  sort: z.enum(SORT_KEYS).meta({ description: 'Order; by date only where items have dates. As written by default.' }),
  q: z.string().min(1).max(MAX_WORDS_CHARACTERS).meta({
    description: 'Words that must all occur, whatever their case and accents.',
    example: 'evenement',
  }),
  from: textParameter('First day or moment; for collections with dates.', '2026-02-15'),
  to: textParameter('Last day or moment; for collections with dates.', '2026-03-31'),
  tag: z
    .array(z.string().min(1).max(MAX_TAG_CHARACTERS))
    .max(MAX_TAGS)
    .meta({ description: 'A tag that items must have; may be repeated, then they must have all.' }),
  format,
};

/** A body that may have any format. */
function inEveryFormat(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(Object.keys(MEDIA_TYPES).map((mediaType) => [mediaType, schema]));
}

/** `GET /api` */
export const index: Operation = {
  id: 'getIndex',
  summary: 'The collections',
  description: `What there is, how much and how old. ${FORMAT_NOTE}`,
  query: { format },
  answers: [
    {
      status: 200,
      description: 'The collections.',
      headers: CACHE_HEADERS.filter((name) => name !== 'Last-Modified'),
      content: inEveryFormat(COLLECTION_INDEX),
    },
  ],
  problems: ['invalid-parameter'],
  prepared: true,
};

/** `GET /api/:collection` */
export const list: Operation = {
  id: 'getCollection',
  summary: 'A collection',
  description: `The document as its authors wrote it, envelope included, less what is not public now; its list can be filtered, sorted and cut. ${FORMAT_NOTE}`,
  path: { collection },
  query: LIST_QUERY,
  answers: [
    {
      status: 200,
      description: 'The document.',
      headers: [...CACHE_HEADERS, 'Link', 'X-Total-Count'],
      content: inEveryFormat(COLLECTION_DOCUMENT),
    },
  ],
  problems: ['invalid-parameter', 'not-found'],
  prepared: true,
};

/** `GET /api/:collection/:id` */
export const item: Operation = {
  id: 'getItem',
  summary: 'An item',
  description: `One item by its authored id, else by the slug of its title or question. ${FORMAT_NOTE}`,
  path: { collection, id: textParameter('The id, with an optional suffix .json, .yaml or .yml.', '1') },
  query: { format },
  answers: [{ status: 200, description: 'The item.', headers: CACHE_HEADERS, content: inEveryFormat(ITEM) }],
  problems: ['invalid-parameter', 'not-found'],
  prepared: true,
};

/** `GET /changes` */
export const changes: Operation = {
  id: 'getChanges',
  summary: 'Changes as they happen',
  description:
    'Server-sent events. `content` tells collection, version and whether it is stale, first for every collection and then at each change; `heartbeat` comes every 20 s; `closing` comes before the service ends the stream.',
  answers: [eventStream(CONTENT_CHANGE)],
  problems: ['unavailable'],
};
