import { describe, expect, it } from '@jest/globals';
import type { SyncWindow } from '../../../charts/constructs/git-ops/sync-window.ts';
import { shownTime, windowState } from './window-state.ts';

const paris: SyncWindow = { days: ['monday', 'friday'], from: '18:00', to: '21:00', timeZone: 'Europe/Paris' };
const night: SyncWindow = { days: ['saturday'], from: '22:00', to: '02:00', timeZone: 'UTC' };
const state = (now: string, ...windows: SyncWindow[]) => {
  const { isOpen, until } = windowState(windows, new Date(now));
  return `${isOpen ? 'open' : 'closed'} until ${until.toISOString().slice(0, 16)}`;
};

describe(windowState.name, () => {
  // 23 November 2026 is a Monday; Paris is one hour ahead of UTC in winter, and two in summer.
  it.each([
    ['2026-11-23T16:59:59Z', 'closed until 2026-11-23T17:00'],
    ['2026-11-23T17:00:00Z', 'open until 2026-11-23T20:00'],
    ['2026-11-23T19:59:59Z', 'open until 2026-11-23T20:00'],
    ['2026-11-23T20:00:00Z', 'closed until 2026-11-27T17:00'],
    ['2026-06-01T16:30:00Z', 'open until 2026-06-01T19:00'],
  ])('should follow the time zone at %s', (now, expected) => {
    expect(state(now, paris)).toBe(expected);
  });

  it('should cross midnight', () => {
    expect(state('2026-11-29T01:59:00Z', night)).toBe('open until 2026-11-29T02:00');
    expect(state('2026-11-29T02:00:00Z', night)).toBe('closed until 2026-12-05T22:00');
  });

  it('should be open while any window is, until the last of them closes', () => {
    expect(state('2026-11-27T21:00:00Z', paris, night)).toBe('closed until 2026-11-28T22:00');
    expect(state('2026-11-23T18:00:00Z', night, paris, { ...paris, to: '22:00' })).toBe('open until 2026-11-23T21:00');
  });
});

describe(shownTime.name, () => {
  it('should show the day in the time zone', () => {
    expect(shownTime(new Date('2026-11-23T23:30:00Z'), 'Europe/Paris')).toBe('Tue 2026-11-24 00:30 (Europe/Paris)');
  });
});
