import type { TimeZone } from '../common/time-zone.ts';

/**
 * What sets numbers given after a restoration apart from those before it: the time of day, `1430`, for a series that
 * lasts a day, and `2611211430` for one that lasts for ever. Never 0: midnight is `2400`.
 */
export function restorationMark(zone: TimeZone, now: number, series: 'daily' | 'never'): number {
  const { date, time } = zone.at(now);
  return series === 'daily' ? Number(time) || 2400 : Number(`${date.slice(2).replaceAll('-', '')}${time}`);
}
