import type { Collection } from './collections/collection.ts';
import type { TimeZone } from '../common/time-zone.ts';
import { dayIn, endIn, isDay, startIn } from './collections/date.ts';
import type { ItemList, SortKey } from './collections/item-list.ts';
import type { Item } from './collections/item.ts';
import { fold } from './collections/slug.ts';
import { InvalidParameter } from '../http/problems/problem.ts';
import { readKnown, readQuery } from '../http/read-query.ts';
import { filterOf, listQueryOf } from './content.requests.ts';
import type { Filter } from './content.requests.ts';

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

/** Parses a list query. @throws InvalidParameter for the first parameter that is unknown, repeated or malformed. */
export function parseListQuery(collection: Collection, parameters: URLSearchParams, zone: TimeZone): ListQuery {
  const { limit, offset, sort, ...filter } = readQuery(listQueryOf(collection), parameters);
  return { limit, offset, sort, ...toFilter(filter, zone) };
}

/**
 * Parses `q`, `tag`, `from` and `to`; the last two only if items have dates. Days are in `zone`, both ends inclusive.
 *
 * @throws InvalidParameter for the first malformed parameter.
 */
export function parseFilter(collection: Collection, parameters: URLSearchParams, zone: TimeZone): ItemFilter {
  return toFilter(readKnown(filterOf(collection), parameters), zone);
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

function toFilter({ q = '', tag = [], ...range }: Filter, zone: TimeZone): ItemFilter {
  const from = range.from && { day: dayIn(range.from, zone), moment: startIn(range.from, zone) };
  const to = range.to && { day: dayIn(range.to, zone), moment: endIn(range.to, zone) };
  if (from !== undefined && to !== undefined && from.moment > to.moment)
    throw new InvalidParameter('from', 'must not be later than "to"');
  return { words: fold(q).split(/\s+/).filter(Boolean), from, to, tags: tag.map(fold) };
}
