const DAY = 86_400_000;
const MINUTE = 60_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A time and the position after it. */
export interface TimeAt {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly end: number;
}

const NUMERIC =
  /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d\d:?\d\d)(?![\d:]))?/uy;
const CTIME =
  /(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\d{4})(?!\d)/uy;
const SYSLOG = /([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?![\d:])/uy;
const APACHE = /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? ?([+-]\d{4})?/uy;

/** RFC 3339 and its relatives: `2026-11-22T05:10:37.123Z`, `2026/11/22 05:10:37`, `2026-11-22 05:10:37,123 +0100`; without a zone, `offset` minutes east of UTC. */
export function numericTime(text: string, at: number, offset: number): TimeAt | undefined {
  const match = exec(NUMERIC, text, at);
  if (match === undefined) return undefined;
  const [all, year, month, day, hour, minute, second, fraction, zone] = match;
  return at_(
    at + all.length,
    instant(year, Number(month) - 1, day, [hour, minute, second], fraction, zoneOf(zone, offset)),
  );
}

/** As `ctime` and Apache's error log write it: `Sun Nov 22 05:10:37.123456 2026`, `offset` minutes east of UTC. */
export function ctimeTime(text: string, at: number, offset: number): TimeAt | undefined {
  const match = exec(CTIME, text, at);
  if (match === undefined) return undefined;
  const [all, month, day, hour, minute, second, fraction, year] = match;
  return at_(at + all.length, instant(year, monthOf(month), day, [hour, minute, second], fraction, offset));
}

/** As RFC 3164 writes it, `Nov 22 05:10:37`: in the last year in which it is at most a day after `now`. */
export function syslogTime(text: string, at: number, now: number, offset: number): TimeAt | undefined {
  const match = exec(SYSLOG, text, at);
  if (match === undefined) return undefined;
  const [all, month, day, given, hour, minute, second, fraction] = match;
  const clock: Clock = [hour, minute, second];
  const end = at + all.length;
  if (given !== undefined) return at_(end, instant(given, monthOf(month), day, clock, fraction, offset));
  const newest = new Date(now + DAY).getUTCFullYear();
  // February 29 exists at most every eight years.
  for (let year = newest; year > newest - 9; year--) {
    const time = instant(String(year), monthOf(month), day, clock, fraction, offset);
    if (time !== undefined && time <= now + DAY) return { time, end };
  }
  return undefined;
}

let lastText = '#';
let lastTime = 0;

/** As access logs write it, `22/Nov/2026:05:10:37 +0000`; undefined where there is none. Consecutive lines mostly repeat it. */
export function apacheTime(text: string, at: number, offset: number): number | undefined {
  if (text.startsWith(lastText, at)) return lastTime;
  const match = exec(APACHE, text, at);
  if (match === undefined) return undefined;
  const [all, day, month, year, hour, minute, second, zone] = match;
  const time = instant(year, monthOf(month), day, [hour, minute, second], undefined, zoneOf(zone, offset));
  if (time !== undefined && zone !== undefined) {
    lastText = all;
    lastTime = time;
  }
  return time;
}

/** Unix time in seconds, milliseconds, microseconds or nanoseconds, told apart by size (1973 to 5138). */
export function epochTime(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 1e8) return undefined;
  if (value < 1e11) return Math.round(value * 1000);
  if (value < 1e14) return Math.round(value);
  return Math.round(value < 1e17 ? value / 1e3 : value / 1e6);
}

type Clock = readonly [string | undefined, string | undefined, string | undefined];

function instant(
  year: string | undefined,
  month: number,
  day: string | undefined,
  clock: Clock,
  fraction: string | undefined,
  offset: number,
): number | undefined {
  const [hour, minute, second] = clock.map(Number) as [number, number, number];
  // A leap second is the next minute.
  if (month < 0 || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = Date.UTC(Number(year), month, Number(day));
  if (new Date(date).getUTCMonth() !== month) return undefined;
  const milliseconds = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  return date + hour * 3_600_000 + (minute - offset) * MINUTE + second * 1000 + milliseconds;
}

function zoneOf(zone: string | undefined, offset: number): number {
  if (zone === undefined) return offset;
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf((name ?? '').toLowerCase());
}

function exec(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function at_(end: number, time: number | undefined): TimeAt | undefined {
  return time === undefined ? undefined : { time, end };
}
