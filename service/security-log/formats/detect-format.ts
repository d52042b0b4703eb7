import type { LogEvent } from '../events/log-event.ts';
import { LOG_FORMATS } from './formats.ts';
import type { LineContext, LogFormat } from './log-format.ts';

/** The first format that reads a line, and what it read; undefined where none does. */
export function detectFormat(
  line: string,
  context: LineContext,
): { readonly format: LogFormat; readonly event: LogEvent } | undefined {
  for (const format of LOG_FORMATS) {
    const event = format.read(line, context);
    if (event !== undefined) return { format, event };
  }
  return undefined;
}

/**
 * Format of a name.
 * @throws Error naming those that exist.
 */
export function formatNamed(name: string): LogFormat {
  const format = LOG_FORMATS.find((candidate) => candidate.name === name);
  if (format === undefined) {
    throw new Error(
      `There is no log format "${name}"; the formats are ${LOG_FORMATS.map((known) => known.name).join(', ')}.`,
    );
  }
  return format;
}
