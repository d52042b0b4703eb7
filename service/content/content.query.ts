import type { Collection } from './collections/collection.ts';
import { parseDate } from './collections/date.ts';
import { SORT_KEYS } from './collections/item-list.ts';
import type { ItemList, SortKey } from './collections/item-list.ts';
import type { Item } from './collections/item.ts';
import { fold } from './collections/slug.ts';
import { InvalidParameter } from './content.errors.ts';

/** Which part of a list is wanted. */
export interface ListQuery {
  readonly limit: number | undefined;
  readonly offset: number;
  /** As written when undefined. */
  readonly sort: SortKey | undefined;
  /** Folded words that must all occur. */
  readonly words: readonly string[];
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Folded tags that an item must all have. */
  readonly tags: readonly string[];
}

/** The part that was found. */
export interface ListResult {
  readonly items: readonly Item[];
  /** How many items match, before `limit` and `offset`. */
  readonly total: number;
}

/** Largest `limit`. */
export const MAX_LIMIT = 1000;
const MAX_OFFSET = 1_000_000_000;
/** Characters of `q`. */
export const MAX_WORDS_CHARACTERS = 200;
/** How often `tag` may be given, and the characters of each. */
export const MAX_TAGS = 10;
export const MAX_TAG_CHARACTERS = 100;

/** The parameters that lists of a collection take. */
export function listParameters(collection: Collection): readonly string[] {
  const dated = collection.fields.start === undefined ? [] : ['from', 'to'];
  return ['limit', 'offset', 'sort', 'q', ...dated, 'tag', 'format'];
}

/** The values that `sort` takes for a collection. */
export function sortKeys(collection: Collection): readonly SortKey[] {
  return collection.fields.start === undefined ? ['title', '-title'] : SORT_KEYS;
}

/** @throws InvalidParameter at the first parameter that is unknown, repeated or malformed. */
export function parseListQuery(collection: Collection, parameters: URLSearchParams): ListQuery {
  checkNames(parameters, listParameters(collection), collection.name);
  const from = date(parameters, 'from')?.from;
  const to = date(parameters, 'to')?.to;
  if (from !== undefined && to !== undefined && from > to)
    throw new InvalidParameter('from', 'must not be later than "to"');
  return {
    limit: integer(parameters, 'limit', 1, MAX_LIMIT),
    offset: integer(parameters, 'offset', 0, MAX_OFFSET) ?? 0,
    sort: sort(collection, parameters.get('sort')),
    words: words(parameters.get('q')),
    from,
    to,
    tags: tags(parameters.getAll('tag')),
  };
}

/** Refuses parameters that are not in `allowed`, and those but `tag` that come twice. */
export function checkNames(parameters: URLSearchParams, allowed: readonly string[], where: string): void {
  for (const name of parameters.keys()) {
    if (!allowed.includes(name))
      throw new InvalidParameter(name, `is not known for ${where}: allowed are ${allowed.join(', ')}`);
    if (name !== 'tag' && parameters.getAll(name).length > 1)
      throw new InvalidParameter(name, 'is given twice: give it once');
  }
}

/** Filters, sorts and cuts. Items that lack what is sorted or filtered by come last, or not at all. */
export function applyListQuery(list: ItemList, query: ListQuery): ListResult {
  const items = query.sort === undefined ? list.items : list.sorted(query.sort);
  const matching = items.filter((item) => matches(item, query));
  const end = query.limit === undefined ? undefined : query.offset + query.limit;
  return { items: matching.slice(query.offset, end), total: matching.length };
}

function matches(item: Item, { words, from, to, tags }: ListQuery): boolean {
  if (from !== undefined || to !== undefined) {
    const first = item.start?.from;
    const last = (item.end ?? item.start)?.to;
    if (first === undefined || last === undefined) return false;
    if (from !== undefined && last < from) return false;
    if (to !== undefined && first > to) return false;
  }
  return (
    tags.every((wanted) => item.foldedTags().includes(wanted)) &&
    words.every((word) => item.searchText().includes(word))
  );
}

function integer(parameters: URLSearchParams, name: string, min: number, max: number): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max))
    throw new InvalidParameter(name, `must be an integer from ${String(min)} to ${String(max)}`);
  return value;
}

function date(parameters: URLSearchParams, name: string): { from: number; to: number } | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  const range = parseDate(text);
  if (range === undefined)
    throw new InvalidParameter(name, 'must be a date such as 2026-02-15 or 2026-02-15T10:00:00Z');
  return range;
}

function sort(collection: Collection, text: string | null): SortKey | undefined {
  if (text === null) return undefined;
  const keys = sortKeys(collection);
  const key = keys.find((known) => known === text);
  if (key === undefined) throw new InvalidParameter('sort', `must be one of ${keys.join(', ')} for ${collection.name}`);
  return key;
}

function words(text: string | null): readonly string[] {
  if (text === null) return [];
  if (text.trim() === '' || text.length > MAX_WORDS_CHARACTERS) {
    throw new InvalidParameter('q', `must have 1 to ${String(MAX_WORDS_CHARACTERS)} characters`);
  }
  return fold(text).split(/\s+/).filter(Boolean);
}

function tags(given: readonly string[]): readonly string[] {
  if (given.length > MAX_TAGS) throw new InvalidParameter('tag', `may be given at most ${String(MAX_TAGS)} times`);
  if (given.some((text) => text.trim() === '' || text.length > MAX_TAG_CHARACTERS))
    throw new InvalidParameter('tag', `must have 1 to ${String(MAX_TAG_CHARACTERS)} characters`);
  return given.map(fold);
}
