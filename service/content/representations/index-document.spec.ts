import { describe, expect, it } from '@jest/globals';
import { TimeZone } from '../../common/time-zone.ts';
import type { CollectionStore } from '../collection.store.ts';
import { collection as news } from '../collections/news.collection.ts';
import { contentCopy } from '../content-copy.ts';
import { indexDocument } from './index-document.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

describe(indexDocument.name, () => {
  const source = { name: 'news.json', bytes: Buffer.from(''), etag: '1', lastModified: new Date(NOW - 60_000) };
  const value = [{ title: 'a' }, { title: 'b', publishAt: '2026-12-01' }];
  const copy = contentCopy(news, source, { value, listKey: undefined }, new TimeZone('UTC'));
  const summaryOf = (store: Partial<CollectionStore>): unknown => {
    const { collections } = indexDocument([{ collection: news, ...store } as CollectionStore], NOW);
    return collections[0];
  };
  const fixed = {
    name: 'news',
    title: news.title,
    links: { json: '/api/news.json', yaml: '/api/news.yaml', html: '/news' },
  };
  const lastModified = '2026-11-21T11:59:00.000Z';

  it.each([
    [NOW, 0],
    [NOW - 999, 0],
    [NOW - 1999, 1],
    // Confirmed by a clock that is ahead.
    [NOW + 5000, 0],
  ])('should count the public items, and the age in whole seconds since %i: %i', (validatedAt, age) => {
    const isStale = (): boolean => false;
    expect(summaryOf({ copy, validatedAt, isStale })).toEqual({ ...fixed, status: 'ok', items: 1, lastModified, age });
  });

  it('should ask at the same time whether the copy is stale', () => {
    const isStale = (now: number): boolean => now === NOW;
    expect(summaryOf({ copy, validatedAt: NOW, isStale })).toMatchObject({ status: 'stale', items: 1 });
  });

  it.each([
    [true, 'absent'],
    [false, 'unavailable'],
  ])('should have neither items nor age without a copy, absent: %s', (isAbsent, status) => {
    const nothing = { items: null, lastModified: null, age: null };
    expect(summaryOf({ copy: undefined, isAbsent })).toEqual({ ...fixed, status, ...nothing });
  });
});
