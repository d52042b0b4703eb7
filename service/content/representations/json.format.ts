import { toJson } from '../../http/representations/json.ts';
import { withList } from '../collections/read-collection.ts';
import type { Format } from './format.ts';

/** JSON (RFC 8259). */
export const JSON_FORMAT = {
  name: 'json',
  title: 'JSON',
  mediaTypes: ['application/json'],
  suffixes: ['json'],
  list: ({ document }, items) =>
    Promise.resolve(
      toJson(
        withList(
          document,
          items.map(({ value }) => value),
        ),
      ),
    ),
  item: (_copy, { value }) => Promise.resolve(toJson(value)),
  data: toJson,
} as const satisfies Format;
