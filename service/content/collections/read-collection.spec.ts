import { beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentError } from '../documents/document.errors.ts';
import { documentLimits } from '../documents/document-limits.ts';
import type { Collection } from './collection.ts';
import { listOf, readCollection, withList } from './read-collection.ts';
import { loadCollections } from './registry.ts';

const limits = documentLimits(65_536);

describe('readCollection', () => {
  const byName = new Map<string, Collection>();
  const read = (name: string, value: unknown): ReturnType<typeof readCollection> => {
    const collection = byName.get(name);
    if (collection === undefined) throw new Error(name);
    return readCollection(collection, `${name}.json`, Buffer.from(JSON.stringify(value)), limits);
  };

  beforeAll(async () => {
    for (const collection of await loadCollections(new URL('./', import.meta.url)))
      byName.set(collection.name, collection);
  });

  it('should find the list at the root, or under the only key with a list', () => {
    expect(read('events', [{ title: 'A', date: '2026-01-01' }]).listKey).toBeUndefined();
    const document = read('faq', { version: 2, questions: [{ q: 'A?', a: 'B' }] });
    expect(document.listKey).toBe('questions');
    expect(listOf(document)).toEqual([{ q: 'A?', a: 'B' }]);
    expect(withList(document, [])).toEqual({ version: 2, questions: [] });
  });

  it('should keep unknown fields', () => {
    const item = { title: 'A', date: '2026-01-01', extra: { deep: [1, null] } };
    expect(listOf(read('events', [item]))).toEqual([item]);
  });

  it.each<[string, unknown, RegExp]>([
    ['events', 'text', /the document must be a list/],
    ['events', {}, /exactly one list; found none/],
    ['events', { a: [], b: [] }, /found "a" and "b"/],
    ['events', [1], /\[0\] must be an object/],
    ['events', [{ date: '2026-01-01' }], /\[0\] must have "title" or "name"/],
    ['events', [{ title: 'A' }], /must have "date" or "startDate"/],
    ['events', { items: [{ title: 'A', date: '2026-02-30' }] }, /items\[0\]\.date must be an existing date/],
    ['events', [{ title: ' ', date: '2026-01-01' }], /title must not be blank/],
    ['events', [{ title: 'A', date: '2026-01-01', url: 'javascript:alert(1)' }], /url must start with https/],
    ['events', [{ title: 'A', date: '2026-01-01', tags: [1] }], /tags/],
    [
      'events',
      [
        { id: 1, title: 'A', date: '2026-01-01' },
        { id: '1', title: 'B', date: '2026-01-01' },
      ],
      /\[1\]\.id "1" is already the id of \[0\]/,
    ],
    ['news', [{ title: 'A', publishAt: 'soon' }], /publishAt must be an existing date/],
    ['faq', [{ q: 'A?' }], /must have "answer" or "a"/],
  ])('should reject %s %j', (name, value, reason) => {
    expect(() => read(name, value)).toThrow(expect.objectContaining({ reason: expect.stringMatching(reason) }));
  });

  it('should report as many errors as requested, each with its position', () => {
    const events = byName.get('events');
    if (events === undefined) throw new Error('no events');
    const bad = Array.from({ length: 75 }, (_, index) => ({ title: String(index), date: 'soon' }));
    const text = JSON.stringify(
      [...bad, { title: 'a', date: '2026-01-01', id: 1 }, { title: 'b', date: '2026-01-01', id: 1 }],
      null,
      1,
    );
    const mistakes = (max: number): DocumentError => {
      try {
        readCollection(events, 'events.json', Buffer.from(text), limits, max);
      } catch (error) {
        if (error instanceof DocumentError) return error;
      }
      throw new Error('accepted');
    };
    expect(mistakes(1).others).toEqual([]);
    expect(mistakes(10).others).toHaveLength(9);
    const all = mistakes(100).others;
    expect(all).toHaveLength(75);
    expect(all.map(({ position }) => position.line)).toEqual(
      all.map(({ position }) => position.line).toSorted((a, b) => a - b),
    );
    expect(all.at(-1)?.reason).toBe('[76].id "1" is already the id of [75]');
  });
});
