import * as z from 'zod';
import { namedSchema } from '../../openapi/named-schema.ts';

/** What descriptions show for an item. */
export const ITEM_EXAMPLE = { id: 1, title: 'Town meeting', date: '2026-02-15', tags: ['town'] };

/** An item as it is served: what its authors wrote. Each collection checks the fields it knows when the document is read. */
export const ITEM = namedSchema(
  'Item',
  z.looseObject({}).meta({ description: 'An item as its authors wrote it.', example: ITEM_EXAMPLE }),
);
