import * as z from 'zod';
import { eventStream, textParameter } from '../openapi/api-operation.ts';
import type { Operation } from '../openapi/api-operation.ts';
import { ANY_COLLECTION } from './content.description.ts';
import { CACHE_HEADERS } from '../openapi/response-headers.ts';
import { INDEX_QUERY, ITEM_QUERY, LIST_QUERY } from './content.requests.ts';
import type { Format } from './representations/format.ts';
import { DATA_FORMATS, FORMATS, ITEM_FORMATS } from './representations/formats.ts';
import { ITEM } from './representations/item.schema.ts';
import { COLLECTION_DOCUMENT, COLLECTION_INDEX, CONTENT_CHANGE } from './representations/schemas.ts';

const [preferred, ...others] = FORMATS;
const FORMAT_NOTE = `${preferred?.title ?? ''} by default; ${others.map(({ title }) => title).join(', ')} by Accept header, suffix or format parameter.`;

const suffixesOf = (formats: readonly Format[]): readonly string[] => formats.flatMap(({ suffixes }) => suffixes);

const suffixed = z
  .string()
  .regex(new RegExp(`^${ANY_COLLECTION}(?:\\.(?:${suffixesOf(FORMATS).join('|')}))?$`))
  .meta({ description: 'Name of the collection, optionally with a format suffix.' });
const id = textParameter(`Id of the item, optionally followed by .${suffixesOf(ITEM_FORMATS).join(', .')}.`);

/** Returns the same schema for every media type of some formats. */
function inEvery(formats: readonly Format[], schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(formats.flatMap(({ mediaTypes }) => mediaTypes).map((mediaType) => [mediaType, schema]));
}

/** Schemas of the path parameters. */
export const PATH = { collection: textParameter('Name of the collection.'), id };

/** The content API. */
export const OPERATIONS = {
  getIndex: {
    summary: 'List the collections',
    description: `Size, status and age of each collection. ${FORMAT_NOTE}`,
    query: INDEX_QUERY.shape,
    answers: {
      200: {
        description: 'The collections.',
        headers: CACHE_HEADERS.filter((name) => name !== 'Last-Modified'),
        content: inEvery(DATA_FORMATS, COLLECTION_INDEX),
      },
    },
    problems: ['invalid-parameter'],
    prepared: true,
  },
  getCollection: {
    summary: 'Get a collection',
    description: `The document as written by its authors, including its envelope, without items that are not public now; the list can be filtered, sorted and paginated. ${FORMAT_NOTE}`,
    path: { collection: suffixed },
    query: LIST_QUERY.shape,
    answers: {
      200: {
        description: 'The document.',
        headers: [...CACHE_HEADERS, 'Link', 'X-Total-Count'],
        content: inEvery(FORMATS, COLLECTION_DOCUMENT),
      },
    },
    problems: ['invalid-parameter', 'not-found'],
    prepared: true,
  },
  getItem: {
    summary: 'Get an item',
    description: `One item by its id, or by the slug of its title or question if it has none. ${FORMAT_NOTE}`,
    query: ITEM_QUERY.shape,
    answers: { 200: { description: 'The item.', headers: CACHE_HEADERS, content: inEvery(ITEM_FORMATS, ITEM) } },
    problems: ['invalid-parameter', 'not-found'],
    prepared: true,
  },
  getChanges: {
    summary: 'Follow content changes',
    description:
      'Server-sent events. `content` contains the collection, its version and whether it is stale, first for every collection and then on each change; `heartbeat` is sent every 20 s, `closing` before the service ends the stream.',
    answers: { 200: eventStream(CONTENT_CHANGE) },
    problems: ['unavailable'],
  },
} satisfies Record<string, Operation>;
