import * as z from 'zod';

/** Example item for the API description. */
export const ITEM_EXAMPLE = { id: 1, title: 'Town meeting', date: '2026-02-15', tags: ['town'] };

/** An item as served: as written by its authors. Each collection validates its known fields when the document is read. */
export const ITEM = z
  .looseObject({})
  .meta({ id: 'Item', description: 'An item as written by its authors.', example: ITEM_EXAMPLE });
