const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

const DAY_MS = 86_400_000;

/** The first and the last millisecond (UTC) that a written date covers: a whole day, or one moment. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a day or a moment by RFC 3339 (seconds may be left out). A day without a time zone counts as that day in UTC.
 * Undefined when the text is neither, or names a day that does not exist.
 */
export function parseDate(text: string): DateRange | undefined {
  const match = DATE.exec(text) ?? DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day] = match.map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const calendar = new Date(Date.UTC(year, month - 1, day));
  if (calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== day) return undefined;
  const from = text.length === 10 ? calendar.getTime() : Date.parse(text.replace(' ', 'T'));
  if (Number.isNaN(from)) return undefined;
  return { from, to: text.length === 10 ? from + DAY_MS - 1 : from };
}
