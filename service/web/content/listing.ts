import type { Collection } from '../../content/collections/collection.ts';
import type { Item } from '../../content/collections/item.ts';
import type { ItemList } from '../../content/collections/item-list.ts';
import { isEverything, matches } from '../../content/content.query.ts';
import { ProblemError } from '../../http/problems/problem.ts';
import type { Dates } from './dates.ts';
import type { PageContext } from '../frame/page-context.ts';
import type { PageQuery } from './page-query.ts';
import type { EntryGroup } from './templates/collection-page.tsx';

/** One page of a collection. */
export interface Listing {
  readonly groups: readonly EntryGroup[];
  readonly total: number;
  readonly pageNumber: number;
  readonly pageCount: number;
}

const PAGE_SIZE = 50;
const HOME_SIZE = { agenda: 5, articles: 3, questions: 6 } as const;

/** Returns the items for the home page: next events, latest news, first questions. */
export function homeItems(collection: Collection, list: ItemList, dates: Dates): readonly Item[] {
  const [upcoming, others] = inOrder(collection, list, () => true, dates);
  const shown = collection.presentation === 'agenda' ? upcoming : others;
  return shown.slice(0, HOME_SIZE[collection.presentation]);
}

/** @throws ProblemError if the page does not exist. */
export function listPage(collection: Collection, list: ItemList, query: PageQuery, page: PageContext): Listing {
  const { filter } = query;
  const isWanted = isEverything(filter) ? () => true : (item: Item) => matches(item, filter);
  const [upcoming, others] = inOrder(collection, list, isWanted, page.dates);
  const total = upcoming.length + others.length;
  const pageCount = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (query.page > pageCount)
    throw new ProblemError('not-found', `There is no page ${String(query.page)}: the last is ${String(pageCount)}.`);
  const start = (query.page - 1) * PAGE_SIZE;
  const cut = (group: readonly Item[], before: number): readonly Item[] =>
    group.slice(Math.max(0, start - before), Math.max(0, start + PAGE_SIZE - before));
  const { messages } = page;
  const rest = cut(others, upcoming.length);
  const groups: EntryGroup[] =
    collection.presentation === 'agenda'
      ? [
          {
            title: messages.upcoming,
            items: cut(upcoming, 0),
            empty: query.page === 1 ? messages.nothingUpcoming : undefined,
          },
          { title: messages.past, items: rest, empty: undefined },
        ]
      : [{ title: undefined, items: rest, empty: undefined }];
  return {
    groups: groups.filter((group) => group.items.length > 0 || group.empty !== undefined),
    total,
    pageNumber: query.page,
    pageCount,
  };
}

/**
 * Returns the items to show, in the order of their collection: upcoming events, soonest first, then all others, latest first and items
 * without a date last.
 */
function inOrder(
  { presentation }: Collection,
  list: ItemList,
  isWanted: (item: Item) => boolean,
  dates: Dates,
): [readonly Item[], readonly Item[]] {
  if (presentation === 'questions') return [[], list.items.filter(isWanted)];
  if (presentation === 'articles') return [[], list.sorted('-date').filter(isWanted)];
  const isUpcoming = ({ start, end }: Item): boolean => start !== undefined && !dates.isOver({ start, end });
  return [
    list.sorted('date').filter((item) => isWanted(item) && isUpcoming(item)),
    list.sorted('-date').filter((item) => isWanted(item) && !isUpcoming(item)),
  ];
}
