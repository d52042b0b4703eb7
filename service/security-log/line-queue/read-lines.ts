import type { ReadLines } from './line-queue.ts';

/** An origin of which nothing was read yet. */
export const NOTHING_READ: ReadLines = {
  read: 0,
  unreadable: 0,
  example: undefined,
  newest: undefined,
  format: undefined,
};

/** Adds what was read from an origin to what was read before; the example is the first one. */
export function addedReadLines(before: ReadLines | undefined, more: ReadLines): ReadLines {
  if (before === undefined) return more;
  return {
    read: before.read + more.read,
    unreadable: before.unreadable + more.unreadable,
    example: before.example ?? more.example,
    newest: Math.max(before.newest ?? 0, more.newest ?? 0) || undefined,
    format: more.format ?? before.format,
  };
}
