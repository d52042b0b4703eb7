import type { TimeZone } from '../common/time-zone.ts';

/**
 * Returns the mark that distinguishes numbers issued after a restore: the time of day, `1430`, for a daily series, or
 * `2611211430` for one that never resets. Never 0: midnight is `2400`.
 */
export function restorationMark(zone: TimeZone, now: number, series: 'daily' | 'never'): number {
  const { date, time } = zone.at(now);
  return series === 'daily' ? Number(time) || 2400 : Number(`${date.slice(2).replaceAll('-', '')}${time}`);
}
