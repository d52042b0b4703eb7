import { describe, expect, it } from '@jest/globals';
import { collection as events } from './events.collection.ts';
import { collection as faq } from './faq.collection.ts';
import { ItemList, SORT_KEYS } from './item-list.ts';
import type { SortKey } from './item-list.ts';
import { readItems } from './item.ts';

const dated = readItems(events, [
  { id: 'b10', title: 'Atelier 10', date: '2026-07-01' },
  { id: 'b9', title: 'atelier 9', date: '2026-02-10' },
  { id: 'e', title: 'Été', date: '2026-05-01' },
  { id: 'z', title: 'Zoo', date: '2026-06-01' },
]);
const undated = readItems(faq, [
  { id: 'q1', question: 'Eté ?', answer: 'a' },
  { id: 'q2', question: 'Bureau ?', answer: 'b' },
]);
const mixed = [undated[0], dated[0], undated[1], dated[1]].filter((item) => item !== undefined);

const ids = (list: ItemList, key: SortKey): string[] => list.sorted(key).map(({ id }) => id);

describe(ItemList.name, () => {
  it.each<[SortKey, string[]]>([
    ['date', ['b9', 'e', 'z', 'b10']],
    ['-date', ['b10', 'z', 'e', 'b9']],
    ['title', ['b9', 'b10', 'e', 'z']],
    ['-title', ['z', 'e', 'b10', 'b9']],
  ])('should sort by %s, numbers by value and letters regardless of accents and case', (key, expected) => {
    expect(ids(new ItemList(dated), key)).toEqual(expected);
    expect(ids(new ItemList(dated.toReversed()), key)).toEqual(expected);
  });

  it('should preserve the order of titles that differ only in accents', () => {
    const list = readItems(
      events,
      ['Pêche', 'peche', 'PÉCHÉ'].map((title) => ({ title, date: '2026-01-01' })),
    );
    expect(new ItemList(list).sorted('title')).toEqual(list);
    expect(new ItemList(list).sorted('-title')).toEqual(list);
  });

  it.each<[SortKey, string[]]>([
    ['date', ['b9', 'b10', 'q1', 'q2']],
    ['-date', ['b10', 'b9', 'q1', 'q2']],
  ])('should sort items without a date last by %s, in document order', (key, expected) => {
    expect(ids(new ItemList(mixed), key)).toEqual(expected);
    expect(ids(new ItemList(mixed.toSorted((a, b) => a.id.localeCompare(b.id))), key)).toEqual(expected);
  });

  it('should compute each sort order once', () => {
    const list = new ItemList(dated);
    for (const key of SORT_KEYS) expect(list.sorted(key)).toBe(list.sorted(key));
  });

  it('should sort a subset like the whole, and return only the subset', () => {
    const whole = new ItemList(dated);
    let sorted = 0;
    const counted = Object.assign(Object.create(whole) as ItemList, {
      sorted: (key: SortKey) => {
        sorted += 1;
        return whole.sorted(key);
      },
    });
    expect(ids(new ItemList(dated.slice(1, 3), counted), 'date')).toEqual(['b9', 'e']);
    expect(sorted).toBe(1);
  });

  it('should find an item by its id', () => {
    const list = new ItemList(dated);
    expect(list.find('e')).toBe(dated[2]);
    expect(list.find('b9')).toBe(dated[1]);
    expect(list.find('nope')).toBeUndefined();
  });
});
