import { combinedLine } from './combined-line.ts';
import type { Tail } from './combined-line.ts';
import type { LogFormat } from './log-format.ts';
import { quotedAt } from './quoted.ts';

/** Access log of Apache, nginx and others in the common or combined form, also with a virtual host before it and fields after it. */
export const combined: LogFormat = {
  name: 'combined',
  read: (line, context) => combinedLine(line, context, readTail),
};

const NOTHING: Tail = {};

/** nginx' `main` form appends the forwarded addresses in quotes. */
function readTail(line: string, at: number): Tail {
  const forwarded = at < line.length ? quotedAt(line, at + 1) : undefined;
  return forwarded === undefined ? NOTHING : { forwarded: forwarded.text };
}
