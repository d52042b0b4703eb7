import type { DateRange } from '../content/collections/date.ts';
import type { Language } from './language.ts';

const DAY_MS = 86_400_000;
const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

const RELATIVE_FORMATS = {
  fr: new Intl.RelativeTimeFormat(LOCALES.fr, { numeric: 'auto' }),
  en: new Intl.RelativeTimeFormat(LOCALES.en, { numeric: 'auto' }),
} as const;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formatters hold some 100 KB each outside the heap, where the garbage collector does not see them: one is kept for each use. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let kept = formatters.get(key);
  if (kept === undefined) formatters.set(key, (kept = new Intl.DateTimeFormat(locale, options)));
  return kept;
}

/** Writes dates as a reader of one language in one time zone expects them. A whole day is that day in every time zone. */
export class Dates {
  private readonly locale: string;
  private readonly timeZone: string;
  private readonly now: number;
  private readonly relativeFormat: Intl.RelativeTimeFormat;
  private today: { readonly day: number; readonly start: number } | undefined;

  constructor(language: Language, timeZone: string, now: number) {
    this.locale = LOCALES[language];
    this.timeZone = timeZone;
    this.now = now;
    this.relativeFormat = RELATIVE_FORMATS[language];
  }

  /** `dimanche 15 février 2026`, with the time of day when there is one. */
  full(range: DateRange): string {
    const day = this.format(range, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    return isDay(range) ? day : `${day}, ${this.format(range, { hour: '2-digit', minute: '2-digit' })}`;
  }

  /** `15 février 2026` */
  long(range: DateRange): string {
    return this.format(range, { day: 'numeric', month: 'long', year: 'numeric' });
  }

  /** `15` */
  day(range: DateRange): string {
    return this.format(range, { day: 'numeric' });
  }

  /** `févr.` */
  month(range: DateRange): string {
    return this.format(range, { month: 'short' });
  }

  /** `2026` */
  year(range: DateRange): string {
    return this.format(range, { year: 'numeric' });
  }

  /** A moment: `15 février 2026 à 10:00` */
  moment(milliseconds: number): string {
    return formatter(this.locale, {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: this.timeZone,
    }).format(milliseconds);
  }

  /** In words, by calendar days: `aujourd’hui`, `demain`, `dans 3 jours`, `le mois dernier`. */
  relative(range: DateRange): string {
    const days = this.daysUntil(range);
    const size = Math.abs(days);
    if (size < 14) return this.relativeFormat.format(days, 'day');
    if (size < 60) return this.relativeFormat.format(Math.trunc(days / 7), 'week');
    if (size < 548) return this.relativeFormat.format(Math.trunc(days / 30.44), 'month');
    return this.relativeFormat.format(Math.trunc(days / 365.25), 'year');
  }

  /** Whether a day is over, or a moment was before today: for long lists, without a formatter for each. */
  isBeforeToday(range: DateRange): boolean {
    this.today ??= { day: this.calendarDay(this.now), start: this.boundary(this.now - 2 * DAY_MS, this.now, 0) };
    return isDay(range) ? range.from < this.today.day : range.from < this.today.start;
  }

  /** Calendar days from today to the first day of `range`; negative when it is past. */
  daysUntil(range: DateRange): number {
    return Math.round((this.dayOf(range) - this.calendarDay(this.now)) / DAY_MS);
  }

  /** For `<time datetime>`: a day, or a moment in UTC. */
  machine(range: DateRange): string {
    const iso = new Date(range.from).toISOString();
    return isDay(range) ? iso.slice(0, 10) : iso;
  }

  /** When the next day starts in the time zone, to the second, in milliseconds since the epoch. */
  nextMidnight(): number {
    return this.boundary(this.now, this.now + 2 * DAY_MS, 1);
  }

  /** When the day starts that is `offset` days from today, to the second; it lies between two times. */
  private boundary(earliest: number, latest: number, offset: number): number {
    const wanted = this.calendarDay(this.now) + offset * DAY_MS;
    let [before, after] = [earliest, latest];
    while (after - before > 1000) {
      const middle = (before + after) / 2;
      if (this.calendarDay(middle) >= wanted) after = middle;
      else before = middle;
    }
    return after;
  }

  private dayOf(range: DateRange): number {
    return isDay(range) ? range.from : this.calendarDay(range.from);
  }

  /** The calendar day of a moment in the time zone, as midnight UTC of that day. */
  private calendarDay(milliseconds: number): number {
    const parts = formatter('en', {
      timeZone: this.timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    }).formatToParts(milliseconds);
    const part = (type: string): number => Number(parts.find((candidate) => candidate.type === type)?.value);
    return Date.UTC(part('year'), part('month') - 1, part('day'));
  }

  private format(range: DateRange, options: Intl.DateTimeFormatOptions): string {
    return formatter(this.locale, { ...options, timeZone: isDay(range) ? 'UTC' : this.timeZone }).format(range.from);
  }
}

function isDay({ from, to }: DateRange): boolean {
  return to > from;
}
