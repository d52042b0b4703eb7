import { utcDay } from '../../common/time-zone.ts';
import type { TimeZone } from '../../common/time-zone.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

const DAY_MS = 86_400_000;

/**
 * Time range of a date, in milliseconds since the epoch: a moment, with equal ends, or a day, from midnight UTC to the millisecond
 * before the next. A day is local to each time zone: see `startIn` and `endIn`.
 */
export interface DateRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Parses a date or date-time by RFC 3339 (seconds are optional), from year 1. Returns undefined if the text is invalid or the day does
 * not exist.
 */
export function parseDate(text: string): DateRange | undefined {
  const match = DATE.exec(text) ?? DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day] = match.map(Number);
  if (year === undefined || month === undefined || day === undefined || year === 0) return undefined;
  const calendar = new Date(utcDay(year, month, day));
  if (calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== day) return undefined;
  const from = text.length === 10 ? calendar.getTime() : Date.parse(text.replace(' ', 'T'));
  if (Number.isNaN(from)) return undefined;
  return { from, to: text.length === 10 ? from + DAY_MS - 1 : from };
}

/** Whether a date is a whole day. */
export function isDay({ from, to }: DateRange): boolean {
  return to > from;
}

/** Returns the calendar day of a date in a time zone. */
export function dayIn(date: DateRange, zone: TimeZone): number {
  return isDay(date) ? date.from : zone.dayOf(date.from);
}

/** Returns the first moment of a date in a time zone. */
export function startIn(date: DateRange, zone: TimeZone): number {
  return isDay(date) ? zone.startOf(date.from) : date.from;
}

/** Returns the last moment of a date in a time zone. */
export function endIn(date: DateRange, zone: TimeZone): number {
  return isDay(date) ? zone.startOf(zone.later(date.from, 1)) - 1 : date.to;
}
