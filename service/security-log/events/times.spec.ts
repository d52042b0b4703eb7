import { describe, expect, it } from '@jest/globals';
import { apacheTime, ctimeTime, epochTime, numericTime, syslogTime } from './times.ts';

const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

describe('numericTime', () => {
  it.each([
    ['2026-11-22T05:10:37Z', '2026-11-22T05:10:37.000Z'],
    ['2026-11-22T05:10:37.123456789Z', '2026-11-22T05:10:37.123Z'],
    ['2026-11-22T05:10:37.5+01:00', '2026-11-22T04:10:37.500Z'],
    ['2026-11-22T05:10:37-0330', '2026-11-22T08:40:37.000Z'],
    ['2026-11-22 05:10:37,123', '2026-11-22T03:10:37.123Z'],
    ['2026/11/22 05:10:37', '2026-11-22T03:10:37.000Z'],
    ['2026-11-22 05:10:60', '2026-11-22T03:11:00.000Z'],
  ])('reads %s', (text, expected) => {
    const stamp = numericTime(`x ${text} rest`, 2, 120);
    expect(iso(stamp?.time)).toBe(expected);
    expect(stamp?.end).toBe(2 + text.length);
  });

  it.each([
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T00:60:00Z',
    '26-11-22T00:00:00Z',
    ' 2026-11-22T00:00:00Z',
  ])('does not read %s', (text) => {
    expect(numericTime(text, 0, 0)).toBeUndefined();
  });
});

describe('ctimeTime', () => {
  it.each([
    ['Sun Nov 22 05:10:37 2026', '2026-11-22T04:10:37.000Z'],
    ['Sun Nov 22 05:10:37.123456 2026', '2026-11-22T04:10:37.123Z'],
    ['Sun Nov  1 05:10:37 2026', '2026-11-01T04:10:37.000Z'],
  ])('reads %s', (text, expected) => {
    const stamp = ctimeTime(`[${text}]`, 1, 60);
    expect(iso(stamp?.time)).toBe(expected);
    expect(stamp?.end).toBe(1 + text.length);
  });

  it.each(['Sun Foo 22 05:10:37 2026', 'Sun Nov 31 05:10:37 2026', 'Sun Nov 22 05:10:37', '2026'])(
    'does not read %s',
    (text) => {
      expect(ctimeTime(text, 0, 0)).toBeUndefined();
    },
  );
});

describe('syslogTime', () => {
  const read = (text: string, now: string, offset = 0): string | undefined =>
    iso(syslogTime(text, 0, Date.parse(now), offset)?.time);

  it.each([
    ['Nov 22 05:10:37', '2026-11-22T12:00:00Z', '2026-11-22T05:10:37.000Z'],
    ['Nov  2 05:10:37', '2026-11-22T12:00:00Z', '2026-11-02T05:10:37.000Z'],
    // Not later than a day after the reference, so last year.
    ['Dec 31 23:59:59', '2027-01-01T00:00:10Z', '2026-12-31T23:59:59.000Z'],
    ['Nov 24 05:10:37', '2026-11-22T12:00:00Z', '2025-11-24T05:10:37.000Z'],
    // A clock that is ahead, over the turn of the year.
    ['Jan  1 00:00:10', '2026-12-31T23:59:00Z', '2027-01-01T00:00:10.000Z'],
    ['Nov 23 05:10:37', '2026-11-22T12:00:00Z', '2026-11-23T05:10:37.000Z'],
    // The last leap year, seven years ago and more around 2100.
    ['Feb 29 10:00:00', '2026-11-22T12:00:00Z', '2024-02-29T10:00:00.000Z'],
    ['Feb 29 10:00:00', '2103-11-22T12:00:00Z', '2096-02-29T10:00:00.000Z'],
    ['Nov 22 2024 05:10:37', '2026-11-22T12:00:00Z', '2024-11-22T05:10:37.000Z'],
    ['Nov 22 05:10:37.987654', '2026-11-22T12:00:00Z', '2026-11-22T05:10:37.987Z'],
  ])('%s, seen at %s, is %s', (text, now, expected) => {
    expect(read(text, now)).toBe(expected);
  });

  it('applies the offset before it chooses the year', () => {
    expect(read('Nov 22 05:10:37', '2026-11-22T12:00:00Z', -120)).toBe('2026-11-22T07:10:37.000Z');
  });

  it.each([
    'Foo 22 05:10:37',
    'Nov 32 05:10:37',
    'Feb 30 05:10:37',
    'nov 22 05:10:37',
    'Nov 22 25:10:37',
    'août 19 11:08:37',
  ])('%s is none', (text) => {
    expect(read(text, '2026-11-22T12:00:00Z')).toBeUndefined();
  });
});

describe('apacheTime', () => {
  it('reads the zone of each line, also right after the same time in another zone', () => {
    expect(iso(apacheTime('[22/Nov/2026:05:10:37 +0100]', 1, 0))).toBe('2026-11-22T04:10:37.000Z');
    expect(iso(apacheTime('[22/Nov/2026:05:10:37 +0000]', 1, 0))).toBe('2026-11-22T05:10:37.000Z');
    expect(iso(apacheTime('22/Nov/2026:05:10:37 +0000', 0, 0))).toBe('2026-11-22T05:10:37.000Z');
    expect(iso(apacheTime('[22/Nov/2026:05:10:37 -0930]', 1, 0))).toBe('2026-11-22T14:40:37.000Z');
  });

  it('uses the offset where there is no zone, and never that of the line before', () => {
    expect(iso(apacheTime('22/Nov/2026:05:10:37 ]', 0, 60))).toBe('2026-11-22T04:10:37.000Z');
    expect(iso(apacheTime('22/Nov/2026:05:10:37 ]', 0, 0))).toBe('2026-11-22T05:10:37.000Z');
  });

  it.each(['31/Nov/2026:05:10:37 +0000', '22/Now/2026:05:10:37 +0000', '22/Nov/2026 05:10:37', ''])(
    '%j is none',
    (text) => {
      expect(apacheTime(text, 0, 0)).toBeUndefined();
    },
  );
});

describe('epochTime', () => {
  it.each([
    [1795324237, '2026-11-22T05:10:37.000Z'],
    [1795324237.123, '2026-11-22T05:10:37.123Z'],
    [1795324237123, '2026-11-22T05:10:37.123Z'],
    [1795324237123456, '2026-11-22T05:10:37.123Z'],
    [1795324237123456789, '2026-11-22T05:10:37.123Z'],
  ])('%d is %s', (value, expected) => {
    expect(iso(epochTime(value))).toBe(expected);
  });

  it.each([0, -1, 7, Number.NaN, Number.POSITIVE_INFINITY])('%d is none', (value) => {
    expect(epochTime(value)).toBeUndefined();
  });
});
