import { parseRequestTarget } from '../http/request-target.ts';
import { describe, expect, it } from '@jest/globals';
import { collection as events } from './collections/events.collection.ts';
import { collection as faq } from './collections/faq.collection.ts';
import { TimeZone } from '../common/time-zone.ts';
import { ItemList } from './collections/item-list.ts';
import { readItems } from './collections/item.ts';
import { paginationLinks } from './content.links.ts';
import { applyListQuery, isEverything, matches, parseFilter, parseListQuery } from './content.query.ts';

const items = new ItemList(
  readItems(events, [
    { title: 'Été musical', date: '2026-07-01', tags: ['Musique', 'gratuit'] },
    { title: 'Carnaval', startDate: '2026-02-10', endDate: '2026-02-20', city: 'Nice' },
    { title: 'abeilles', date: '2026-05-01T10:00:00Z', tags: 'nature' },
  ]),
);

const zone = new TimeZone('Europe/Paris');

const find = (search: string): string[] =>
  applyListQuery(items, parseListQuery(events, new URLSearchParams(search), zone)).items.map(({ title }) => title);

describe('list queries', () => {
  it.each<[string, string[]]>([
    ['', ['Été musical', 'Carnaval', 'abeilles']],
    ['sort=date', ['Carnaval', 'abeilles', 'Été musical']],
    ['sort=-date', ['Été musical', 'abeilles', 'Carnaval']],
    ['sort=title', ['abeilles', 'Carnaval', 'Été musical']],
    ['limit=1&offset=1', ['Carnaval']],
    ['offset=9', []],
    ['limit=1000', ['Été musical', 'Carnaval', 'abeilles']],
    ['limit=10', ['Été musical', 'Carnaval', 'abeilles']],
    ['sort=title&limit=1', ['abeilles']],
    ['q=%20ete%20%20musical%20', ['Été musical']],
    [`q=nice${'%20'.repeat(196)}`, ['Carnaval']],
    ['tag=musique&'.repeat(10).slice(0, -1), ['Été musical']],
    [`tag=${'x'.repeat(100)}`, []],
    ['q=ETE', ['Été musical']],
    ['q=musical%20ete', ['Été musical']],
    ['q=nice', ['Carnaval']],
    ['tag=musique&tag=GRATUIT', ['Été musical']],
    ['tag=musique&tag=nature', []],
    ['from=2026-02-15&to=2026-02-15', ['Carnaval']],
    ['from=2026-05-01T10:00:01Z', ['Été musical']],
    ['to=2026-05-01', ['Carnaval', 'abeilles']],
  ])('should answer ?%s', (search, titles) => {
    expect(find(search)).toEqual(titles);
  });

  it.each<[string, string, RegExp]>([
    ['colour=red', 'colour', /is unknown: limit, offset, sort, q, from, to, tag and format are allowed/],
    ['limit=0', 'limit', /integer from 1 to 1000/],
    ['limit=1e3', 'limit', /integer/],
    ['limit=1001', 'limit', /integer from 1 to 1000/],
    ['offset=1000000001', 'offset', /integer from 0 to 1000000000/],
    ['q=%20', 'q', /1 to 200/],
    ['tag=%20', 'tag', /1 to 100/],
    ['limit=1&limit=2', 'limit', /must not be repeated/],
    ['offset=-1', 'offset', /integer from 0/],
    ['sort=size', 'sort', /date, -date, title, -title/],
    ['from=yesterday', 'from', /such as 2026-02-15/],
    ['from=2026-03-01&to=2026-02-01', 'from', /later than "to"/],
    ['q=', 'q', /1 to 200/],
    [`q=${'x'.repeat(201)}`, 'q', /1 to 200/],
    ['tag=', 'tag', /1 to 100/],
    [`tag=${'x'.repeat(101)}`, 'tag', /1 to 100/],
    ['tag=x&'.repeat(11).slice(0, -1), 'tag', /at most 10 times/],
  ])('should reject ?%s', (search, parameter, detail) => {
    expect(() => find(search)).toThrow(
      expect.objectContaining({
        kind: 'invalid-parameter',
        extras: { extensions: { parameter } },
        message: expect.stringMatching(detail),
      }),
    );
  });

  it('should not support date parameters if items have no dates', () => {
    expect(() => parseListQuery(faq, new URLSearchParams('from=2026-01-01'), zone)).toThrow(
      /is unknown: limit, offset, sort, q, tag and format are allowed/,
    );
    expect(() => parseListQuery(faq, new URLSearchParams('sort=date'), zone)).toThrow(/title, -title/);
  });
});

describe('filters', () => {
  const filter = (search: string) => parseFilter(events, new URLSearchParams(search), zone);

  it.each(['q=a', 'tag=a', 'from=2026-01-01', 'to=2026-01-01'])('should match a subset: ?%s', (search) => {
    expect(isEverything(filter(search))).toBe(false);
  });

  it('should return the list itself if they match everything', () => {
    expect(isEverything(filter(''))).toBe(true);
    expect(words('  a  b ')).toEqual(['a', 'b']);
  });

  const words = (q: string) => filter(new URLSearchParams({ q }).toString()).words;

  it('should not evaluate dates if items have none', () => {
    expect(parseFilter(faq, new URLSearchParams('from=nonsense&to=nonsense'), zone)).toMatchObject({
      from: undefined,
      to: undefined,
    });
  });

  it('should omit items without a date if dates are requested', () => {
    const [item] = readItems(faq, [{ question: 'Quand ?', answer: 'Jamais.' }]);
    if (item === undefined) throw new Error('no item');
    expect(matches(item, filter(''))).toBe(true);
    expect(matches(item, filter('from=2026-01-01'))).toBe(false);
    expect(matches(item, filter('to=2026-01-01'))).toBe(false);
  });
});

describe('from and to', () => {
  const midnight = new ItemList(
    readItems(events, [
      { title: 'midnight', date: '2027-01-01T00:00:00+01:00' },
      { title: 'before', date: '2026-12-31T23:59:59+01:00' },
      { title: 'day', date: '2027-01-01' },
      { title: 'eve', date: '2026-12-31' },
    ]),
  );
  it.each([
    ['from=2027-01-01', ['midnight', 'day']],
    ['to=2026-12-31', ['before', 'eve']],
    ['from=2027-01-01&to=2027-01-01', ['midnight', 'day']],
    ['from=2026-12-31T23:00:00Z', ['midnight', 'day']],
    ['to=2026-12-31T22:59:59Z', ['before', 'eve']],
    ['from=2026-12-31T22:59:59Z&to=2026-12-31T22:59:59Z', ['before', 'eve']],
  ])('should use days of the configured time zone: ?%s', (search, titles) => {
    const query = parseListQuery(events, new URLSearchParams(search), zone);
    expect(applyListQuery(midnight, query).items.map(({ title }) => title)).toEqual(titles);
  });
});

describe('q', () => {
  const [item] = readItems(events, [
    {
      title: 'Forum',
      date: '2026-09-05',
      url: 'https://hidden.example/',
      cfpUrl: 'https://cfp.example/',
      organiser: 'Les Amis du quai',
      online: true,
      content:
        'Une [fête](https://link.example/x "Un titre") et <b class="cachée">du gras</b>.\n\n[ref]: https://ref.example',
      publishAt: '2026-01-01',
    },
  ]);
  it.each([
    ['forum', true],
    ['fete', true],
    ['gras', true],
    ['amis', true],
    ['https', false],
    ['hidden', false],
    ['cachee', false],
    ['titre', false],
    ['ref.example', false],
    ['2026', false],
  ])('should find %s in visible text: %s', (word, isFound) => {
    expect(item?.searchText.includes(word)).toBe(isFound);
  });
});

describe('paginationLinks', () => {
  const links = (limit: number | undefined, offset: number, total: number): string | undefined =>
    paginationLinks(
      parseRequestTarget('/api/events?q=a%20b&limit=2'),
      { ...parseListQuery(events, new URLSearchParams(), zone), limit, offset },
      total,
    );
  const link = (offset: number, relation: string): string =>
    `</api/events?q=a+b&limit=2&offset=${String(offset)}>; rel="${relation}"`;

  it.each<[number, number, string[]]>([
    [0, 5, [link(0, 'first'), link(2, 'next'), link(4, 'last')]],
    [2, 5, [link(0, 'first'), link(0, 'prev'), link(4, 'next'), link(4, 'last')]],
    [4, 5, [link(0, 'first'), link(2, 'prev'), link(4, 'last')]],
    [1, 5, [link(0, 'first'), link(0, 'prev'), link(3, 'next'), link(4, 'last')]],
    [90, 5, [link(0, 'first'), link(4, 'prev'), link(4, 'last')]],
    [0, 0, [link(0, 'first'), link(0, 'last')]],
    [0, 2, [link(0, 'first'), link(0, 'last')]],
  ])('should link from offset %d of %d items', (offset, total, expected) => {
    expect(links(2, offset, total)?.split(/, (?=<)/)).toEqual(expected);
  });

  it('should return none without a limit', () => {
    expect(links(undefined, 0, 5)).toBeUndefined();
  });
});
