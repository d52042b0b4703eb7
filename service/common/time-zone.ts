const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Maximum number of cached day starts: as many as a document can contain. */
const CACHED_DAYS = 100_000;

/** Midnight UTC of a calendar day, in milliseconds since the epoch; `Date.UTC` maps years below 100 to the 20th century. */
export function utcDay(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** The calendar of a time zone. A day is represented by midnight UTC of its date in any zone; all values are milliseconds since the epoch. */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #starts = new Map<number, number>();
  #minute = Number.NaN;
  #shown = { date: '', time: '' };

  /** @param name an IANA name, such as `Europe/Paris`. */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Returns the day of a moment. */
  dayOf(moment: number): number {
    return this.#local(moment).day;
  }

  /** Returns the local date, `2026-11-21`, and time, `1430`. */
  at(moment: number): { readonly date: string; readonly time: string } {
    // No time zone changes within a minute, and formatting is slow.
    const minute = Math.floor(moment / MINUTE_MS);
    if (minute === this.#minute) return this.#shown;
    const { day, time } = this.#local(moment);
    this.#minute = minute;
    this.#shown = {
      date: new Date(day).toISOString().slice(0, 10),
      time: new Date(time).toISOString().slice(11, 16).replace(':', ''),
    };
    return this.#shown;
  }

  /** Returns the first moment of a day: midnight, or an hour later if clocks change at midnight. */
  startOf(day: number): number {
    let start = this.#starts.get(day);
    if (start !== undefined) return start;
    start = this.#midnight(day) ?? this.#firstMoment(day);
    if (this.#starts.size >= CACHED_DAYS) this.#starts.clear();
    this.#starts.set(day, start);
    return start;
  }

  /** Adds days to a day. */
  later(day: number, days: number): number {
    return day + days * DAY_MS;
  }

  /** Returns midnight by the UTC offset around that time; undefined if that day has no midnight. */
  #midnight(day: number): number | undefined {
    const near = day - this.#offset(day);
    const start = day - this.#offset(near);
    const { day: found, time } = this.#local(start);
    return found === day && time === 0 ? start : undefined;
  }

  #firstMoment(day: number): number {
    // No zone is more than 14 hours from UTC, historically 15 h 13 min.
    let [before, start] = [day - DAY_MS, day + DAY_MS];
    while (start - before > 1) {
      const middle = Math.floor((before + start) / 2);
      if (this.dayOf(middle) >= day) start = middle;
      else before = middle;
    }
    return start;
  }

  #offset(moment: number): number {
    const { day, time } = this.#local(moment);
    return day + time - moment;
  }

  /** Returns the local date and time of day by splitting `11/21/2026, 13:05:00`: formatToParts takes three times as long. */
  #local(moment: number): { readonly day: number; readonly time: number } {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = this.#format
      .format(moment)
      .split(/[/,: ]+/)
      .map(Number);
    return { day: utcDay(year, month, day), time: ((hour * 60 + minute) * 60 + second) * 1000 };
  }
}
