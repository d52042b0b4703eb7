import { describe, expect, it } from '@jest/globals';
import { TimeZone } from '../common/time-zone.ts';
import { restorationMark } from './restoration-mark.ts';

describe(restorationMark.name, () => {
  it.each([
    ['Europe/Paris', '2026-11-20T22:59:59.999Z', '2026-11-20', 2359],
    ['Europe/Paris', '2026-11-20T23:00:00Z', '2026-11-21', 2400],
    ['Europe/Paris', '2026-11-20T23:05:00Z', '2026-11-21', 5],
    // The hour that summer time skips, and the one that it repeats.
    ['Europe/Paris', '2026-03-29T01:00:00Z', '2026-03-29', 300],
    ['Europe/Paris', '2026-10-25T00:30:00Z', '2026-10-25', 230],
    ['Pacific/Apia', '2026-11-20T11:00:00Z', '2026-11-21', 2400],
    ['America/St_Johns', '2026-11-21T03:29:00Z', '2026-11-20', 2359],
  ])('should return the day and time in %s at %s', (timeZone, moment, day, mark) => {
    const zone = new TimeZone(timeZone);
    expect(zone.at(Date.parse(moment)).date).toBe(day);
    expect(restorationMark(zone, Date.parse(moment), 'daily')).toBe(mark);
  });

  it('should include the date in the mark of a series that never restarts', () => {
    expect(restorationMark(new TimeZone('UTC'), Date.parse('2026-11-21T14:30:00Z'), 'never')).toBe(2_611_211_430);
  });
});
