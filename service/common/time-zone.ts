const DAY_MS = 86_400_000;
/** Days whose start is remembered: filters and pages ask for the same few. */
const REMEMBERED_DAYS = 1000;

/** Midnight UTC of a calendar day, in milliseconds since the epoch; `Date.UTC` takes years below 100 for those of the last century. */
export function utcDay(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** The calendar of a time zone. A day is named by midnight UTC of its date, whatever the zone; all values are milliseconds since the epoch. */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #starts = new Map<number, number>();

  /** @param name an IANA name, such as `Europe/Paris`. */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en', { timeZone: name, year: 'numeric', month: 'numeric', day: 'numeric' });
  }

  /** The day on which a moment is. */
  dayOf(moment: number): number {
    const parts = this.#format.formatToParts(moment);
    const part = (type: string): number => Number(parts.find((candidate) => candidate.type === type)?.value);
    return utcDay(part('year'), part('month'), part('day'));
  }

  /** The first moment of a day: usually midnight, and where clocks change at midnight an hour later. */
  startOf(day: number): number {
    const known = this.#starts.get(day);
    if (known !== undefined) return known;
    // No zone is further from UTC than 14 hours, or 15 h 13 min long ago.
    let [before, start] = [day - DAY_MS, day + DAY_MS];
    while (start - before > 1) {
      const middle = Math.floor((before + start) / 2);
      if (this.dayOf(middle) >= day) start = middle;
      else before = middle;
    }
    if (this.#starts.size >= REMEMBERED_DAYS) this.#starts.clear();
    this.#starts.set(day, start);
    return start;
  }

  /** The day that comes some days after another. */
  later(day: number, days: number): number {
    return day + days * DAY_MS;
  }
}
