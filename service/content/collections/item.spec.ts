import { describe, expect, it } from '@jest/globals';
import { parseDate } from './date.ts';
import { collection as events } from './events.collection.ts';
import { readItems } from './item.ts';
import { fold, slug } from './slug.ts';

const ids = (...values: Record<string, unknown>[]): string[] => readItems(events, values).map(({ id }) => id);

describe('readItems', () => {
  it('should use the authored id, or else the slug of the title', () => {
    expect(ids({ id: 7, title: 'A' }, { title: 'Fête de l’Été' }, { name: '東京' }, { title: '!!!' })).toEqual([
      '7',
      'fete-de-l-ete',
      '東京',
      'item',
    ]);
  });

  it('should distinguish items of the same title by date, then by number, and keep authored ids', () => {
    const same = { title: 'Conf', date: '2026-05-01' };
    expect(ids(same, { ...same, date: '2027-05-01' }, same, same, { id: 'conf', title: 'X' })).toEqual([
      'conf-2026-05-01',
      'conf-2027-05-01',
      'conf-2',
      'conf-3',
      'conf',
    ]);
  });

  it('should number thousands of items of one title efficiently', () => {
    const start = performance.now();
    expect(ids(...Array.from({ length: 20_000 }, () => ({ title: 'Same', date: '2026-05-01' }))).at(-1)).toBe(
      'same-19999',
    );
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('should read the fields that the collection defines', () => {
    const [item] = readItems(events, [
      { name: 'N', startDate: '2026-05-01', endDate: '2026-05-02', city: 'Lyon', country: 'France', topics: 'x' },
    ]);
    expect(item).toMatchObject({
      title: 'N',
      place: 'Lyon, France',
      tags: ['x'],
      start: parseDate('2026-05-01'),
      end: parseDate('2026-05-02'),
    });
    expect(item?.searchText).toContain('lyon');
  });
});

describe('parseDate', () => {
  it.each([
    ['2026-02-15', '2026-02-15T00:00:00.000Z', '2026-02-15T23:59:59.999Z'],
    ['2026-02-15T10:00:00+02:00', '2026-02-15T08:00:00.000Z', '2026-02-15T08:00:00.000Z'],
    ['2026-02-15 10:00Z', '2026-02-15T10:00:00.000Z', '2026-02-15T10:00:00.000Z'],
  ])('should read %s', (text, from, to) => {
    expect(parseDate(text)).toEqual({ from: Date.parse(from), to: Date.parse(to) });
  });

  it.each(['', '2026', '2026-13-01', '2026-02-30', '15/02/2026', '2026-02-15T25:00Z', '2026-02-15T10:00'])(
    'should reject %j',
    (text) => {
      expect(parseDate(text)).toBeUndefined();
    },
  );
});

describe('slug and fold', () => {
  it.each([
    ['Événement d’ŒUVRE', 'evenement d’oeuvre', 'evenement-d-oeuvre'],
    ['Straße', 'strasse', 'strasse'],
    ['  --  ', '  --  ', ''],
  ])('should fold %j', (text, folded, slugged) => {
    expect(fold(text)).toBe(folded);
    expect(slug(text)).toBe(slugged);
  });
});
