import { describe, expect, it } from '@jest/globals';
import { BusinessDay } from './business-day.ts';

describe(BusinessDay.name, () => {
  it.each([
    ['Europe/Paris', '2026-11-20T22:59:59.999Z', '2026-11-20', 2359],
    ['Europe/Paris', '2026-11-20T23:00:00Z', '2026-11-21', 2400],
    ['Europe/Paris', '2026-11-20T23:05:00Z', '2026-11-21', 5],
    // The hour that summer time skips, and the one that it repeats.
    ['Europe/Paris', '2026-03-29T01:00:00Z', '2026-03-29', 300],
    ['Europe/Paris', '2026-10-25T00:30:00Z', '2026-10-25', 230],
    ['Pacific/Apia', '2026-11-20T11:00:00Z', '2026-11-21', 2400],
    ['America/St_Johns', '2026-11-21T03:29:00Z', '2026-11-20', 2359],
  ])('should know the day and the time in %s at %s', (timeZone, moment, day, mark) => {
    const calendar = new BusinessDay(timeZone);
    expect(calendar.of(Date.parse(moment))).toBe(day);
    expect(calendar.mark(Date.parse(moment), 'daily')).toBe(mark);
  });

  it('should put the date into the mark of a series that lasts for ever', () => {
    expect(new BusinessDay('UTC').mark(Date.parse('2026-11-21T14:30:00Z'), 'never')).toBe(2_611_211_430);
  });

  it('should not answer with the minute before', () => {
    const calendar = new BusinessDay('UTC');
    expect(calendar.of(Date.parse('2026-11-20T23:59:59Z'))).toBe('2026-11-20');
    expect(calendar.of(Date.parse('2026-11-21T00:00:00Z'))).toBe('2026-11-21');
    expect(calendar.of(Date.parse('2026-11-20T23:59:59Z'))).toBe('2026-11-20');
  });
});
