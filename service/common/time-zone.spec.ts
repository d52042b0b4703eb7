import { describe, expect, it } from '@jest/globals';
import { TimeZone, utcDay } from './time-zone.ts';

describe('TimeZone', () => {
  it.each([
    ['Europe/Paris', '2026-12-31T22:59:59.999Z', [2026, 12, 31]],
    ['Europe/Paris', '2026-12-31T23:00:00Z', [2027, 1, 1]],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', [2027, 1, 1]],
    ['Pacific/Honolulu', '2027-01-01T09:59:59Z', [2026, 12, 31]],
    ['UTC', '0001-01-01T12:00:00Z', [1, 1, 1]],
  ] as const)('knows that in %s %s is on %j', (zone, moment, [year, month, day]) => {
    expect(new TimeZone(zone).dayOf(Date.parse(moment))).toBe(utcDay(year, month, day));
  });

  it.each([
    ['Europe/Paris', [2027, 1, 1], '2026-12-31T23:00:00.000Z'],
    ['Europe/Paris', [2026, 3, 29], '2026-03-28T23:00:00.000Z'],
    ['Europe/Paris', [2026, 3, 30], '2026-03-29T22:00:00.000Z'],
    ['Pacific/Honolulu', [2027, 1, 1], '2027-01-01T10:00:00.000Z'],
    // Clocks go from 24:00 to 01:00: the day has no midnight.
    ['America/Santiago', [2026, 9, 6], '2026-09-06T04:00:00.000Z'],
  ] as const)('knows when in %s the day %j starts', (zone, [year, month, day], expected) => {
    expect(new Date(new TimeZone(zone).startOf(utcDay(year, month, day))).toISOString()).toBe(expected);
  });

  it('shows the date and the time, and not those of the minute before', () => {
    const zone = new TimeZone('Europe/Paris');
    const shown = ['2026-12-31T22:59:59Z', '2026-12-31T23:00:00Z', '2026-12-31T22:59:59Z'].map((moment) =>
      zone.at(Date.parse(moment)),
    );
    expect(shown).toEqual([
      { date: '2026-12-31', time: '2359' },
      { date: '2027-01-01', time: '0000' },
      { date: '2026-12-31', time: '2359' },
    ]);
  });
});
