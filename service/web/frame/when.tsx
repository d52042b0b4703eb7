import type { JSX } from 'preact';
import { isDay } from '../../content/collections/date.ts';
import type { DateRange } from '../../content/collections/date.ts';
import type { Item } from '../../content/collections/item.ts';
import type { Span } from '../content/dates.ts';
import type { PageContext } from './page-context.ts';

interface WhenProps {
  readonly page: PageContext;
  readonly item: Item;
}

/** Date and time of an item, absolute and relative. */
export function When({ page, item: { start, end } }: WhenProps): JSX.Element | null {
  if (start === undefined) return null;
  const span = { start, end };
  return (
    <p class="when">
      <WrittenOut page={page} span={span} />
      <span class="relative">{inWords(page, span)}</span>
    </p>
  );
}

function WrittenOut({ page, span: { start, end } }: { readonly page: PageContext; readonly span: Span }): JSX.Element {
  const { dates, messages } = page;
  const time = (date: DateRange, text: string): JSX.Element => <time datetime={dates.machine(date)}>{text}</time>;
  if (end === undefined || dates.machine(end) === dates.machine(start)) return time(start, dates.full(start));
  if (dates.isSameDay(start, end)) {
    if (isDay(end)) return time(start, dates.full(start));
    return (
      <span>
        {time(start, dates.full(start))} {isDay(start) ? messages.untilTime : messages.toTime}{' '}
        {time(end, dates.time(end))}
      </span>
    );
  }
  return (
    <span>
      {messages.from} {time(start, dates.long(start))} {messages.to} {time(end, dates.long(end))}
    </span>
  );
}

function inWords({ dates, messages }: PageContext, span: Span): string {
  const { start, end } = span;
  if (dates.isOver(span)) return dates.relative(end ?? start);
  // A single whole day needs no range.
  if (end === undefined || !dates.isUnderWay(span) || (isDay(start) && isDay(end) && dates.isSameDay(start, end)))
    return dates.relative(start);
  const until = dates.until(end);
  return until.includes(':') ? messages.nowUntilTime(until) : messages.nowUntil(until);
}
