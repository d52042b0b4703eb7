import { describe, expect, it } from '@jest/globals';
import { parseRequestTarget } from '../../http/request-target.ts';
import { TimeZone } from '../../common/time-zone.ts';
import type { Collection } from '../../content/collections/collection.ts';
import { collection as events } from '../../content/collections/events.collection.ts';
import { ItemList } from '../../content/collections/item-list.ts';
import { readItems } from '../../content/collections/item.ts';
import { collection as news } from '../../content/collections/news.collection.ts';
import { homeItems, listPage } from './listing.ts';
import type { Listing } from './listing.ts';
import { pageContext } from '../frame/page-context.ts';
import type { PageContext } from '../frame/page-context.ts';
import { parsePageQuery } from './page-query.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAY_MS = 86_400_000;

/** Titles are days from now: `-1` was yesterday. */
function itemsFrom(collection: Collection, first: number, last: number): ItemList {
  const days = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const dated = days.map((day) => ({
    title: String(day),
    date: new Date(NOW + day * DAY_MS).toISOString().slice(0, 10),
  }));
  return new ItemList(readItems(collection, dated));
}

function contextOf(path: string): PageContext {
  return pageContext({
    siteTitle: 'Kiosk',
    language: 'en',
    timeZone: 'Europe/Paris',
    now: NOW,
    menu: [],
    asset: (name) => name,
    docs: '/docs',
    target: parseRequestTarget(path),
  });
}

function read(collection: Collection, list: ItemList, query: string): Listing {
  const context = contextOf(`/${collection.name}${query}`);
  return listPage(collection, list, parsePageQuery(collection, context.target, new TimeZone('Europe/Paris')), context);
}

const span = (from: number, to: number): string[] =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => String(from + Math.sign(to - from) * index));
const titles = ({ groups }: Listing): [string | undefined, string[]][] =>
  groups.map(({ title, items }) => [title, items.map((item) => item.title)]);

describe(listPage.name, () => {
  it('should list each event once, upcoming ones first, in pages of fifty', () => {
    const list = itemsFrom(events, -70, 59);
    const pages = [1, 2, 3].map((page) => read(events, list, `?page=${String(page)}`));
    expect(pages.map(titles)).toEqual([
      [['Upcoming', span(0, 49)]],
      [
        ['Upcoming', span(50, 59)],
        ['Past', span(-1, -40)],
      ],
      [['Past', span(-41, -70)]],
    ]);
    for (const [index, page] of pages.entries())
      expect(page).toMatchObject({ total: 130, pageNumber: index + 1, pageCount: 3 });
  });

  it('should state only on the first page that there are no upcoming events', () => {
    const list = itemsFrom(events, -60, -1);
    expect(titles(read(events, list, ''))).toEqual([
      ['Upcoming', []],
      ['Past', span(-1, -50)],
    ]);
    expect(titles(read(events, list, '?page=2'))).toEqual([['Past', span(-51, -60)]]);
  });

  it('should list articles latest first, in one group', () => {
    const list = itemsFrom(news, -50, 0);
    expect(titles(read(news, list, ''))).toEqual([[undefined, span(0, -49)]]);
    expect(titles(read(news, list, '?page=2'))).toEqual([[undefined, ['-50']]]);
  });

  it('should count the pages of the results, and reject those beyond the last', () => {
    const list = itemsFrom(events, -50, 0);
    expect(read(events, list, '?from=2026-11-20')).toMatchObject({ total: 2, pageCount: 1 });
    expect(read(events, itemsFrom(events, 1, 50), '')).toMatchObject({ total: 50, pageCount: 1 });
    expect(() => read(events, list, '?page=3')).toThrow('There is no page 3: the last is 2.');
    expect(() => read(events, list, '?from=2026-11-20&page=2')).toThrow('There is no page 2: the last is 1.');
  });
});

describe(homeItems.name, () => {
  it('should return the upcoming events of an agenda, and the latest articles', () => {
    const { dates } = contextOf('/');
    const shown = (collection: Collection, first: number, last: number): string[] =>
      homeItems(collection, itemsFrom(collection, first, last), dates).map(({ title }) => title);
    expect(shown(events, -9, 9)).toEqual(span(0, 4));
    expect(shown(events, -9, -1)).toEqual([]);
    expect(shown(news, -9, 0)).toEqual(span(0, -2));
  });
});
