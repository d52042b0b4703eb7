import type { PropChecks } from '../prop-checks.ts';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** A weekly time at which new versions may be deployed. */
export interface SyncWindow {
  /** The days on which it opens. */
  readonly days: readonly (typeof DAYS)[number][];
  /** When it opens, in `timeZone`: `18:00`. */
  readonly from: string;
  /** When it closes: `21:00`; a time before `from` is on the following day. */
  readonly to: string;
  /** IANA time zone: `Europe/Paris`. */
  readonly timeZone: string;
}

/** Returns when a window opens, as a cron expression of five fields. */
export function scheduleOf({ days, from }: SyncWindow): string {
  const [hours, minutes] = from.split(':').map(Number);
  const weekdays = DAYS.flatMap((day, index) => (days.includes(day) ? [index] : []));
  return `${String(minutes)} ${String(hours)} * * ${weekdays.join(',')}`;
}

/** Returns how long a window is open, in minutes: 1 to 1439. */
export function minutesOf({ from, to }: SyncWindow): number {
  const [opens, closes] = [from, to].map((time) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return hours * 60 + minutes;
  }) as [number, number];
  return (closes - opens + MINUTES_OF_DAY) % MINUTES_OF_DAY;
}

const MINUTES_OF_DAY = 24 * 60;

/** Checks days, times and time zone. */
export function checkSyncWindow(checks: PropChecks, property: string, window: SyncWindow): void {
  const { days, from, to, timeZone } = window;
  const areDays = days.length > 0 && new Set(days).size === days.length && days.every((day) => DAYS.includes(day));
  const isTime = (text: string): boolean => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text);
  checks
    .require(areDays, `${property}.days`, days, `different days, at least one: ${DAYS.join(', ')}`)
    .require(isTime(from), `${property}.from`, from, 'a time such as 18:00')
    .require(isTime(to) && to !== from, `${property}.to`, to, 'a time such as 21:00, other than from')
    .require(isTimeZone(timeZone), `${property}.timeZone`, timeZone, 'an IANA time zone such as Europe/Paris');
}

function isTimeZone(name: string): boolean {
  try {
    // Offsets such as +02:00 are accepted by Intl, but not by Argo CD.
    return /^[A-Z]/i.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}
