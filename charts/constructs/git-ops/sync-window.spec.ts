import { describe, expect, it } from '@jest/globals';
import { PropChecks } from '../prop-checks.ts';
import { checkSyncWindow, minutesOf, scheduleOf } from './sync-window.ts';
import type { SyncWindow } from './sync-window.ts';

const window: SyncWindow = { days: ['monday', 'thursday'], from: '18:05', to: '21:00', timeZone: 'Europe/Paris' };

describe(scheduleOf.name, () => {
  it('should open on each day at its time', () => {
    expect(scheduleOf(window)).toBe('5 18 * * 1,4');
    expect(scheduleOf({ ...window, days: ['saturday', 'sunday'], from: '00:00' })).toBe('0 0 * * 0,6');
  });
});

describe(minutesOf.name, () => {
  it.each([
    ['18:05', '21:00', 175],
    ['22:00', '02:30', 270],
    ['00:00', '23:59', 1439],
    ['00:01', '00:00', 1439],
  ])('should last from %s to %s, on the following day if that is earlier', (from, to, minutes) => {
    expect(minutesOf({ ...window, from, to })).toBe(minutes);
  });
});

describe(checkSyncWindow.name, () => {
  const problemsOf = (wrong: object): readonly string[] => {
    const checks = new PropChecks('environment "x"');
    checkSyncWindow(checks, 'windows.0', { ...window, ...wrong });
    return checks.problems;
  };

  it('should accept a window', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ timeZone: 'UTC', from: '23:59', to: '00:00' })).toEqual([]);
  });

  it.each([
    [{ days: [] }, 'windows.0.days is []'],
    [{ days: ['monday', 'monday'] }, 'it must be different days'],
    [{ days: ['Monday'] }, 'at least one: sunday, monday, tuesday, wednesday, thursday, friday, saturday'],
    [{ from: '24:00' }, 'windows.0.from is "24:00"; it must be a time such as 18:00'],
    [{ from: '9:00' }, 'windows.0.from is "9:00"'],
    [{ to: '18:60' }, 'windows.0.to is "18:60"'],
    [{ to: '18:05' }, 'windows.0.to is "18:05"; it must be a time such as 21:00, other than from'],
    [{ timeZone: 'Mars/Olympus' }, 'windows.0.timeZone is "Mars/Olympus"'],
    [{ timeZone: '+02:00' }, 'it must be an IANA time zone such as Europe/Paris'],
    [{ timeZone: '' }, 'windows.0.timeZone is ""'],
  ])('should reject %j', (wrong, message) => {
    expect(problemsOf(wrong)).toEqual([expect.stringContaining(message)]);
  });
});
