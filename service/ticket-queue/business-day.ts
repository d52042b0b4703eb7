const MINUTE_MS = 60_000;

/** The calendar of one time zone: which day it is there, and what time. */
export class BusinessDay {
  readonly #format: Intl.DateTimeFormat;
  #minute = Number.NaN;
  #parts: { readonly day: string; readonly time: string } = { day: '', time: '' };

  /** @param timeZone an IANA name, such as `Europe/Paris`. */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  /** `2026-11-21`, for a moment in milliseconds since the epoch. */
  of(now: number): string {
    return this.#at(now).day;
  }

  /**
   * What sets numbers given after a restoration apart from those before it: the time of day, `1430`, for a series that
   * lasts a day, and `2611211430` for one that lasts for ever. Never 0: midnight is `2400`.
   */
  mark(now: number, series: 'daily' | 'never'): number {
    const { day, time } = this.#at(now);
    return series === 'daily' ? Number(time) || 2400 : Number(`${day.slice(2).replaceAll('-', '')}${time}`);
  }

  /** No time zone changes within a minute, and formatting costs more than issuing a ticket. */
  #at(now: number): { readonly day: string; readonly time: string } {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute === this.#minute) return this.#parts;
    const parts = Object.fromEntries(this.#format.formatToParts(now).map(({ type, value }) => [type, value]));
    const { year = '', month = '', day = '', hour = '', minute: minutes = '' } = parts;
    this.#minute = minute;
    this.#parts = { day: `${year}-${month}-${day}`, time: `${hour}${minutes}` };
    return this.#parts;
  }
}
