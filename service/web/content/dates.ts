import { TimeZone } from '../../common/time-zone.ts';
import { dayIn, isDay } from '../../content/collections/date.ts';
import type { DateRange } from '../../content/collections/date.ts';
import type { Language } from '../frame/language.ts';

const DAY_MS = 86_400_000;
const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

const RELATIVE_FORMATS = {
  fr: new Intl.RelativeTimeFormat(LOCALES.fr, { numeric: 'auto' }),
  en: new Intl.RelativeTimeFormat(LOCALES.en, { numeric: 'auto' }),
} as const;

const formatters = new Map<string, Intl.DateTimeFormat>();
const zones = new Map<string, TimeZone>();

/** Each formatter uses about 100 KB outside the heap, invisible to the garbage collector, so they are cached. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let kept = formatters.get(key);
  if (kept === undefined) formatters.set(key, (kept = new Intl.DateTimeFormat(locale, options)));
  return kept;
}

function zoneOf(name: string): TimeZone {
  let zone = zones.get(name);
  if (zone === undefined) zones.set(name, (zone = new TimeZone(name)));
  return zone;
}

/** Dates of an item. */
export interface Span {
  readonly start: DateRange;
  readonly end: DateRange | undefined;
}

/** Formats dates for one language and time zone. A whole day is the same day in every time zone. */
export class Dates {
  readonly #language: Language;
  readonly #locale: string;
  readonly #zone: TimeZone;
  readonly #now: number;
  readonly #today: number;

  constructor(language: Language, timeZone: string, now: number) {
    this.#language = language;
    this.#locale = LOCALES[language];
    this.#zone = zoneOf(timeZone);
    this.#now = now;
    this.#today = this.#zone.dayOf(now);
  }

  /** `dimanche 15 février 2026`, with the time of day if there is one. */
  full(date: DateRange): string {
    const day = this.#format(date, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    return isDay(date) ? day : `${day}, ${this.time(date)}`;
  }

  /** `15 février 2026`, with the time of day if there is one. */
  long(date: DateRange): string {
    const day = this.#format(date, { day: 'numeric', month: 'long', year: 'numeric' });
    return isDay(date) ? day : `${day}, ${this.time(date)}`;
  }

  /** `18:30` */
  time(date: DateRange): string {
    return this.#format(date, { hour: '2-digit', minute: '2-digit' });
  }

  /** Returns the end of an ongoing item, abbreviated: `18:30` today, `1er décembre` this year. */
  until(date: DateRange): string {
    const day = dayIn(date, this.#zone);
    if (day === this.#today && !isDay(date)) return this.time(date);
    const isThisYear = new Date(day).getUTCFullYear() === new Date(this.#today).getUTCFullYear();
    return this.#format(date, { day: 'numeric', month: 'long', ...(!isThisYear && { year: 'numeric' }) });
  }

  /** `15` */
  day(date: DateRange): string {
    return String(new Date(dayIn(date, this.#zone)).getUTCDate());
  }

  /** `févr.` */
  month(date: DateRange): string {
    return this.#format(date, { month: 'short' });
  }

  /** `2026` */
  year(date: DateRange): string {
    return this.#format(date, { year: 'numeric' });
  }

  /** A moment: `15 février 2026 à 10:00` */
  moment(milliseconds: number): string {
    return this.#write(milliseconds, { dateStyle: 'long', timeStyle: 'short', timeZone: this.#zone.name });
  }

  /** Relative date by calendar days: `aujourd’hui`, `demain`, `dans 3 jours`, `le mois dernier`. */
  relative(date: DateRange): string {
    const format = RELATIVE_FORMATS[this.#language];
    const days = Math.round((dayIn(date, this.#zone) - this.#today) / DAY_MS);
    const size = Math.abs(days);
    if (size < 14) return format.format(days, 'day');
    if (size < 60) return format.format(Math.trunc(days / 7), 'week');
    if (size < 548) return format.format(Math.trunc(days / 30.44), 'month');
    return format.format(Math.trunc(days / 365.25), 'year');
  }

  /** Whether two dates are on the same day. */
  isSameDay(one: DateRange, other: DateRange): boolean {
    return dayIn(one, this.#zone) === dayIn(other, this.#zone);
  }

  /** Whether it has ended. A date-time without an end lasts until the end of that day. */
  isOver({ start, end }: Span): boolean {
    if (end !== undefined && !isDay(end)) return end.to < this.#now;
    const last = end ?? start;
    return isDay(last) ? last.from < this.#today : last.from < this.#zone.startOf(this.#today);
  }

  /** Whether it is ongoing; never without an end. */
  isUnderWay({ start, end }: Span): boolean {
    const hasBegun = isDay(start) ? start.from <= this.#today : start.from <= this.#now;
    return hasBegun && end !== undefined && !this.isOver({ start, end });
  }

  /** Returns the next time that any of these begins or ends, or the next midnight: relative dates are valid until then. */
  nextChange(spans: Iterable<Span>): number {
    let next = this.#zone.startOf(this.#zone.later(this.#today, 1));
    for (const { start, end } of spans) {
      if (!isDay(start) && start.from > this.#now && start.from < next) next = start.from;
      if (end !== undefined && !isDay(end) && end.to >= this.#now && end.to < next) next = end.to + 1;
    }
    return next;
  }

  /** For `<time datetime>`: a day, or a moment in UTC. */
  machine(date: DateRange): string {
    const iso = new Date(date.from).toISOString();
    return isDay(date) ? iso.slice(0, 10) : iso;
  }

  #format(date: DateRange, options: Intl.DateTimeFormatOptions): string {
    return this.#write(date.from, { ...options, timeZone: isDay(date) ? 'UTC' : this.#zone.name });
  }

  /** French writes the first of a month as an ordinal: `1er mars`. */
  #write(milliseconds: number, options: Intl.DateTimeFormatOptions): string {
    const format = formatter(this.#locale, options);
    if (this.#language !== 'fr') return format.format(milliseconds);
    const parts = format.formatToParts(milliseconds);
    return parts.map(({ type, value }) => (type === 'day' && value === '1' ? '1er' : value)).join('');
  }
}
