import * as z from 'zod';
import { FORMATS } from './formats.ts';
import { ITEM, ITEM_EXAMPLE } from './item.schema.ts';

const PATH = z.string();

/** A list as served. */
export const COLLECTION_DOCUMENT = z.union([z.array(ITEM), z.looseObject({})]).meta({
  id: 'CollectionDocument',
  description: 'A list of items, or an object that contains the list under a key of the authors’ choice.',
  example: { items: [ITEM_EXAMPLE] },
});

const COLLECTION_SUMMARY = z
  .object({
    name: z.string().meta({ example: 'events' }),
    title: z.object({ en: z.string().meta({ example: 'Events' }), fr: z.string().meta({ example: 'Événements' }) }),
    status: z.enum(['ok', 'stale', 'absent', 'unavailable']).meta({
      description: 'absent: the source has no document; unavailable: the document has not been read yet.',
    }),
    items: z.int().nullable().meta({ description: 'Number of items public now; null without a copy.' }),
    lastModified: z.iso.datetime().nullable(),
    age: z.int().nullable().meta({ description: 'Seconds since the source last confirmed the copy.' }),
    links: z
      .object({
        ...Object.fromEntries(FORMATS.map(({ name, offers }) => [name, offers ? PATH.optional() : PATH])),
        html: PATH,
      })
      .meta({ example: { json: '/api/events.json', yaml: '/api/events.yaml', html: '/events' } }),
  })
  .meta({ id: 'CollectionSummary' });

/** Response of `GET /api`. */
export const COLLECTION_INDEX = z.object({ collections: z.array(COLLECTION_SUMMARY) }).meta({ id: 'CollectionIndex' });

/** Data of an event of `/changes`. */
export const CONTENT_CHANGE = z
  .object({ collection: z.string(), version: z.string().nullable(), stale: z.boolean() })
  .meta({ id: 'ContentChange', description: 'A change to a collection; version is opaque, and null without a copy.' });

/** Entry of one collection in `/api`. */
export type CollectionSummary = z.infer<typeof COLLECTION_SUMMARY>;
/** Response of `/api`. */
export type CollectionIndex = z.infer<typeof COLLECTION_INDEX>;
/** The data of an event of `/changes`. */
export type ContentChange = z.infer<typeof CONTENT_CHANGE>;
