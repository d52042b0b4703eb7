import { Cron } from 'croner';
import { minutesOf, scheduleOf } from '../../../charts/constructs/git-ops/sync-window.ts';
import type { SyncWindow } from '../../../charts/constructs/git-ops/sync-window.ts';

/** Whether any window is open, and until when it stays so. */
export interface WindowState {
  readonly isOpen: boolean;
  readonly until: Date;
}

/** Returns the state of an environment's windows; like Argo CD, from when the last of each window opened and how long it lasts. */
export function windowState(windows: readonly SyncWindow[], now: Date): WindowState {
  const states = windows.map((window) => {
    const lasts = minutesOf(window) * 60_000;
    const cron = new Cron(scheduleOf(window), { mode: '5-part', paused: true, timezone: window.timeZone });
    // The first opening after this moment is in the past only while the window is open.
    const opens = cron.nextRun(new Date(now.getTime() - lasts)) ?? new Date(Number.MAX_SAFE_INTEGER);
    const isOpen = opens <= now;
    return { isOpen, until: isOpen ? new Date(opens.getTime() + lasts) : opens };
  });
  const open = states.filter(({ isOpen }) => isOpen);
  const times = (open.length > 0 ? open : states).map(({ until }) => until.getTime());
  const until = new Date(open.length > 0 ? Math.max(...times) : Math.min(...times));
  return { isOpen: open.length > 0, until };
}

/** Returns a time with its day, in a time zone: `Mon 2026-11-23 18:00 (Europe/Paris)`. */
export function shownTime(time: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    timeZone,
  }).formatToParts(time);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('weekday')} ${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} (${timeZone})`;
}
