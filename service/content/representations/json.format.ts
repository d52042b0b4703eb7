import { withList } from '../collections/read-collection.ts';
import type { Format } from './format.ts';

const toJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** JSON (RFC 8259). */
export const JSON_FORMAT = {
  name: 'json',
  title: 'JSON',
  mediaTypes: ['application/json'],
  suffixes: ['json'],
  list: ({ document }, items) => {
    const values = items.map(({ value }) => value);
    return Promise.resolve(toJson(withList(document, values)));
  },
  item: (_copy, { value }) => Promise.resolve(toJson(value)),
  data: toJson,
} as const satisfies Format;
