import type { Collection } from './collections/collection.ts';
import type { TimeZone } from '../common/time-zone.ts';
import { dayIn, endIn, isDay, parseDate, startIn } from './collections/date.ts';
import { SORT_KEYS } from './collections/item-list.ts';
import type { ItemList, SortKey } from './collections/item-list.ts';
import type { Item } from './collections/item.ts';
import { fold } from './collections/slug.ts';
import { InvalidParameter } from '../http/problems/problem.ts';

/** Filter of a list. */
export interface ItemFilter {
  /** Folded words that the visible text must all contain. */
  readonly words: readonly string[];
  readonly from: Bound | undefined;
  readonly to: Bound | undefined;
  /** Folded tags, all of which are required. */
  readonly tags: readonly string[];
}

/** An end of a time range: whole days are compared by day, times by moment. */
export interface Bound {
  readonly day: number;
  readonly moment: number;
}

/** Query of a list: filter, order and page. */
export interface ListQuery extends ItemFilter {
  readonly limit: number | undefined;
  readonly offset: number;
  /** Document order if undefined. */
  readonly sort: SortKey | undefined;
}

/** Result of a list query. */
export interface ListResult {
  readonly items: readonly Item[];
  /** Number of matching items before `limit` and `offset`. */
  readonly total: number;
}

/** Largest `limit`. */
export const MAX_LIMIT = 1000;
const MAX_OFFSET = 1_000_000_000;
/** Maximum length of `q`. */
export const MAX_WORDS_CHARACTERS = 200;
/** Maximum number of `tag` parameters, and their maximum length. */
export const MAX_TAGS = 10;
export const MAX_TAG_CHARACTERS = 100;

/** Returns the query parameters of a collection's lists. */
export function listParameters(collection: Collection): readonly string[] {
  const dated = collection.fields.start === undefined ? [] : ['from', 'to'];
  return ['limit', 'offset', 'sort', 'q', ...dated, 'tag', 'format'];
}

/** Returns the values of `sort` for a collection. */
export function sortKeys(collection: Collection): readonly SortKey[] {
  return collection.fields.start === undefined ? ['title', '-title'] : SORT_KEYS;
}

/** Parses a list query. @throws InvalidParameter for the first parameter that is unknown, repeated or malformed. */
export function parseListQuery(collection: Collection, parameters: URLSearchParams, zone: TimeZone): ListQuery {
  checkNames(parameters, listParameters(collection), collection.name);
  return {
    limit: integer(parameters, 'limit', 1, MAX_LIMIT),
    offset: integer(parameters, 'offset', 0, MAX_OFFSET) ?? 0,
    sort: sort(collection, parameters.get('sort')),
    ...parseFilter(collection, parameters, zone),
  };
}

/**
 * Parses `q`, `tag`, `from` and `to`; the last two only if items have dates. Days are in `zone`, both ends inclusive.
 *
 * @throws InvalidParameter for the first malformed parameter.
 */
export function parseFilter(collection: Collection, parameters: URLSearchParams, zone: TimeZone): ItemFilter {
  const isDated = collection.fields.start !== undefined;
  const from = isDated ? bound(parameters, 'from', zone) : undefined;
  const to = isDated ? bound(parameters, 'to', zone) : undefined;
  if (from !== undefined && to !== undefined && from.moment > to.moment)
    throw new InvalidParameter('from', 'must not be later than "to"');
  return { words: words(parameters.get('q')), from, to, tags: tags(parameters.getAll('tag')) };
}

/** Rejects parameters that are not in `allowed`, and repeated ones other than `tag`. */
export function checkNames(parameters: URLSearchParams, allowed: readonly string[], where: string): void {
  for (const name of parameters.keys()) {
    if (!allowed.includes(name))
      throw new InvalidParameter(name, `is unknown for ${where}: the allowed parameters are ${allowed.join(', ')}`);
    if (name !== 'tag' && parameters.getAll(name).length > 1) throw new InvalidParameter(name, 'must not be repeated');
  }
}

/** Filters, sorts and paginates. Items without the sort field come last; those without the filtered field are excluded. */
export function applyListQuery(list: ItemList, query: ListQuery): ListResult {
  const items = query.sort === undefined ? list.items : list.sorted(query.sort);
  const matching = isEverything(query) ? items : items.filter((item) => matches(item, query));
  const end = query.limit === undefined ? undefined : query.offset + query.limit;
  return { items: matching.slice(query.offset, end), total: matching.length };
}

/** Whether an item matches. */
export function matches(item: Item, { words, from, to, tags }: ItemFilter): boolean {
  if (from !== undefined || to !== undefined) {
    const first = item.start;
    const last = item.end ?? item.start;
    if (first === undefined || last === undefined) return false;
    if (from !== undefined && (isDay(last) ? last.from < from.day : last.to < from.moment)) return false;
    if (to !== undefined && (isDay(first) ? first.from > to.day : first.from > to.moment)) return false;
  }
  return (
    tags.every((wanted) => item.foldedTags.includes(wanted)) && words.every((word) => item.searchText.includes(word))
  );
}

/** Whether the filter matches every item. */
export function isEverything({ words, from, to, tags }: ItemFilter): boolean {
  return words.length === 0 && tags.length === 0 && from === undefined && to === undefined;
}

function integer(parameters: URLSearchParams, name: string, min: number, max: number): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max))
    throw new InvalidParameter(name, `must be an integer from ${String(min)} to ${String(max)}`);
  return value;
}

function bound(parameters: URLSearchParams, name: 'from' | 'to', zone: TimeZone): Bound | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  const date = parseDate(text);
  if (date === undefined) throw new InvalidParameter(name, 'must be a date such as 2026-02-15 or 2026-02-15T10:00:00Z');
  return { day: dayIn(date, zone), moment: name === 'from' ? startIn(date, zone) : endIn(date, zone) };
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
