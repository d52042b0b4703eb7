import * as z from 'zod';
import type { Collection } from './collections/collection.ts';
import { parseDate } from './collections/date.ts';
import { SORT_KEYS } from './collections/item-list.ts';
import type { Format } from './representations/format.ts';
import { DATA_FORMATS, FORMATS, ITEM_FORMATS } from './representations/formats.ts';

const DATE_RULE = 'must be a date such as 2026-02-15 or 2026-02-15T10:00:00Z';
const MOST_TAGS = 10;

function integer(min: number, max: number): z.ZodPreprocess<z.ZodInt> {
  const rule = `must be an integer from ${String(min)} to ${String(max)}`;
  const digits = (text: unknown): unknown => (/^\d{1,10}$/.test(String(text)) ? Number(text) : text);
  return z.preprocess(digits, z.int(rule).min(min, rule).max(max, rule));
}

function text(most: number): z.ZodString {
  const rule = `must have 1 to ${String(most)} characters`;
  return z
    .string()
    .min(1, rule)
    .max(most, rule)
    .refine((given) => given.trim() !== '', rule);
}

function sort<const Key extends string>(keys: readonly Key[]): z.ZodOptional<z.ZodEnum<z.core.util.ToEnum<Key>>> {
  return z
    .enum(keys, `must be one of ${keys.join(', ')}`)
    .optional()
    .meta({ description: 'Sort order; by date only if items have dates. Document order by default.' });
}

function format(formats: readonly Format[]): z.ZodOptional {
  const names = formats.map(({ name }) => name);
  return z
    .enum(names, `must be ${names.join(' or ')}`)
    .optional()
    .meta({ description: 'Format; overrides Accept.' });
}

const date = z.string().transform((given, context) => {
  const parsed = parseDate(given);
  if (parsed === undefined) context.addIssue(DATE_RULE);
  return parsed ?? z.NEVER;
});

/** Query parameters that filter the items of a collection with dates. */
const FILTER = z.object({
  q: text(200).optional().meta({ description: 'Words that items must all contain; case and accents are ignored.' }),
  from: date.optional().meta({ description: 'First day or time; for collections with dates.' }),
  to: date.optional().meta({ description: 'Last day or time; for collections with dates.' }),
  tag: z
    .array(text(100))
    .max(MOST_TAGS, `may be given at most ${String(MOST_TAGS)} times`)
    .optional()
    .meta({ description: 'Tag that items must have; if repeated, items must have all of them.' }),
});

/** Query parameters of the list of a collection with dates. */
export const LIST_QUERY = z.strictObject({
  limit: integer(1, 1000).optional().meta({ description: 'Maximum number of items to return; all by default.' }),
  offset: integer(0, 1_000_000_000).default(0).meta({ description: 'Number of items to skip; none by default.' }),
  sort: sort(SORT_KEYS),
  ...FILTER.shape,
  format: format(FORMATS),
});

export type Filter = z.infer<typeof FILTER>;

const UNDATED_FILTER = FILTER.omit({ from: true, to: true });
const UNDATED_LIST_QUERY = LIST_QUERY.omit({ from: true, to: true }).extend({ sort: sort(['title', '-title']) });

/** Query parameters of the index. */
export const INDEX_QUERY = z.strictObject({ format: format(DATA_FORMATS) });

/** Query parameters of an item. */
export const ITEM_QUERY = z.strictObject({ format: format(ITEM_FORMATS) });

/** Returns the query parameters of a collection's lists. */
export function listQueryOf({ fields }: Collection): typeof LIST_QUERY | typeof UNDATED_LIST_QUERY {
  return fields.start === undefined ? UNDATED_LIST_QUERY : LIST_QUERY;
}

/** Returns the query parameters that filter the items of a collection. */
export function filterOf({ fields }: Collection): typeof FILTER | typeof UNDATED_FILTER {
  return fields.start === undefined ? UNDATED_FILTER : FILTER;
}
