import { describe, expect, it } from '@jest/globals';
import { TimeZone } from '../common/time-zone.ts';
import { collection as news } from './collections/news.collection.ts';
import { contentCopy, visibleContent } from './content-copy.ts';
import type { ContentCopy } from './content-copy.ts';

const START = Date.UTC(2026, 10, 21);
const DAY = 86_400_000;

function copyOf(values: readonly Record<string, unknown>[], zone = 'Europe/Paris'): ContentCopy {
  const source = { name: 'news.json', bytes: Buffer.from(''), etag: '1', lastModified: new Date(START) };
  return contentCopy(news, source, { value: values, listKey: undefined }, new TimeZone(zone));
}

/** Milliseconds of CPU that something takes of this thread. */
function cpuOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

describe('visibleContent', () => {
  const titles = (copy: ContentCopy, time: string): string[] =>
    visibleContent(copy, Date.parse(time)).list.items.map(({ title }) => title);

  it('should include items within their publishing window, in days of the time zone', () => {
    const copy = copyOf([
      { title: 'always' },
      { title: 'soon', publishAt: '2026-12-01' },
      { title: 'leaving', expireAt: '2026-12-01T10:00:00Z' },
    ]);
    expect(titles(copy, '2026-11-30T22:59:59Z')).toEqual(['always', 'leaving']);
    expect(titles(copy, '2026-11-30T23:00:00Z')).toEqual(['always', 'soon', 'leaving']);
    expect(titles(copy, '2026-12-01T10:00:00Z')).toEqual(['always', 'soon']);
    const { validFrom, validUntil } = visibleContent(copy, Date.parse('2026-11-30T23:00:00Z'));
    expect([validFrom, validUntil].map((time) => new Date(time).toISOString())).toEqual([
      '2026-11-30T23:00:00.000Z',
      '2026-12-01T10:00:00.000Z',
    ]);
  });

  it('should have the time of the last appearance or expiry as its last change', () => {
    const copy = copyOf([{ title: 'soon', publishAt: '2026-12-01' }]);
    const changedAt = (time: string): number => visibleContent(copy, Date.parse(time)).lastModified;
    expect(changedAt('2026-11-30T22:59:59Z')).toBe(START);
    expect(changedAt('2027-01-01T00:00:00Z')).toBe(Date.parse('2026-11-30T23:00:00Z'));
  });

  it('should change at the moments when items appear or expire, in their order', () => {
    const [first, second] = [START + DAY, START + 2 * DAY].map((time) => new Date(time).toISOString());
    const copy = copyOf([
      { title: 'leaving', expireAt: second },
      { title: 'always' },
      { title: 'soon', publishAt: first, expireAt: second },
    ]);
    expect(copy.boundaries).toEqual([START + DAY, START + 2 * DAY, START + 2 * DAY]);
    const periods = [START, START + DAY, START + 2 * DAY].map((now) => visibleContent(copy, now));
    expect(periods.map(({ version, validFrom, validUntil }) => ({ version, validFrom, validUntil }))).toEqual([
      { version: `${copy.version}/0`, validFrom: -Infinity, validUntil: START + DAY },
      { version: `${copy.version}/1`, validFrom: START + DAY, validUntil: START + 2 * DAY },
      { version: `${copy.version}/3`, validFrom: START + 2 * DAY, validUntil: Infinity },
    ]);
  });

  it('should be computed once per period, and reuse the list of a copy of which all is public', () => {
    const copy = copyOf([{ title: 'always' }, { title: 'leaving', expireAt: new Date(START).toISOString() }]);
    const before = visibleContent(copy, START - DAY);
    expect(visibleContent(copy, START - 1)).toBe(before);
    expect(before.list).toBe(copy.list);
    const after = visibleContent(copy, START);
    expect(after).not.toBe(before);
    expect(visibleContent(copy, START)).toBe(after);
    expect(visibleContent(copy, START + DAY)).toBe(after);
    expect(visibleContent(copy, START - 1)).toEqual(before);
  });

  it('should preserve sort orders when items are removed', () => {
    const copy = copyOf(
      ['b', 'c', 'a', 'd'].map((title, index) => ({
        title,
        expireAt: new Date(START + (index + 1) * DAY).toISOString(),
      })),
    );
    const sorted = (time: number): string[] =>
      visibleContent(copy, time)
        .list.sorted('title')
        .map(({ title }) => title);
    expect(sorted(START)).toEqual(['a', 'b', 'c', 'd']);
    expect(sorted(START + DAY)).toEqual(['a', 'c', 'd']);
    expect(visibleContent(copy, START + DAY).list.find('b')).toBeUndefined();
  });

  it('should update efficiently with any number of days', () => {
    const values = Array.from({ length: 25_000 }, (_, index) => ({
      title: 'a',
      publishAt: new Date(START + index * DAY).toISOString().slice(0, 10),
    }));
    let copy: ContentCopy | undefined;
    expect(cpuOf(() => (copy = copyOf(values)))).toBeLessThan(1500);
    for (let day = 1; day < 10; day++) {
      expect(cpuOf(() => copy && visibleContent(copy, START + day * DAY))).toBeLessThan(50);
    }
  });
});
