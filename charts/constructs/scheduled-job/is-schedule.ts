import { Cron } from 'croner';

/** What croner accepts in addition to the Kubernetes syntax: last days, nearest and numbered weekdays, `?`, macros, Sunday as 7. */
const EXTENSIONS = /(?<![a-z])L|\d[LW]|[#?+@]|\b7\b\S*$/i;

/** Whether a CronJob accepts the text as its schedule and would ever run: five fields, including names such as `MON-FRI`. */
export function isSchedule(text: string): boolean {
  if (EXTENSIONS.test(text)) return false;
  try {
    return new Cron(text, { mode: '5-part', paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}
