import { Cron } from 'croner';

/** What croner accepts in addition to the Kubernetes syntax: last days, nearest and numbered weekdays, `?`, macros, Sunday as 7. */
const EXTENSIONS = /(?<!\bJU)L|\dW|[#?+@]|\b0*7\b\S*$|-SUN\b/i;

/**
 * Whether a CronJob accepts the text as its schedule and would ever run: five fields without surrounding spaces, including
 * names such as `MON-FRI`. Two forms that Kubernetes accepts are rejected: steps from a number (`5/15`, written `5-59/15`),
 * and steps longer than their field.
 */
export function isSchedule(text: string): boolean {
  if (text !== text.trim() || EXTENSIONS.test(text)) return false;
  try {
    // Of a range with a step, croner checks only the values that the step reaches, so its end is checked without the step.
    new Cron(text.replaceAll(/\/\d+/g, ''), { mode: '5-part', paused: true });
    return new Cron(text, { mode: '5-part', paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}
