const DAY = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun';
const LONG_DAY = 'Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday';
const MONTH = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const TIME = String.raw`\d{2}:\d{2}:\d{2}`;

/** IMF-fixdate, and the obsolete RFC 850 and asctime formats that recipients must accept. */
const HTTP_DATE = new RegExp(
  String.raw`^(?:(?:${DAY}), \d{2} (?:${MONTH}) \d{4} ${TIME} GMT|(?:${LONG_DAY}), \d{2}-(?:${MONTH})-\d{2} ${TIME} GMT|(?:${DAY}) (?:${MONTH}) [ \d]\d ${TIME} \d{4})$`,
);

/** Parses an HTTP-date (RFC 9110 section 5.6.7) to milliseconds since the epoch; returns undefined if it is invalid. */
export function parseHttpDate(text: string): number | undefined {
  if (!HTTP_DATE.test(text)) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
