import type { ListContent } from './list-content.ts';

/** What a version changes, in words. */
export interface Summary {
  readonly subject: string;
  readonly details: readonly string[];
}

type Entry = ListContent['entries'][number];

/** Compares a version with the published one; undefined if none is. */
export function summaryOf(before: ListContent | undefined, after: ListContent): Summary {
  const old = new Map((before?.entries ?? []).map((entry) => [entry.network, entry]));
  const blocked = after.entries.filter(({ network }) => !old.has(network));
  for (const { network } of after.entries) old.delete(network);
  const unblocked = [...old.values()];
  const today = after.built.slice(0, 10);
  const expired = unblocked.filter(({ expires }) => isDay(expires) && expires <= today).length;
  const subject =
    `Block ${String(blocked.length)}, unblock ${String(unblocked.length)} addresses ` +
    `(version ${String(after.version)})`;
  const reasons = countsOf(blocked);
  return {
    subject,
    details: [
      `Entries: ${String(after.entries.length)}`,
      ...(reasons === '' ? [] : [`Blocked: ${reasons}`]),
      ...(unblocked.length === 0
        ? []
        : [`Unblocked: expired ${String(expired)}, other ${String(unblocked.length - expired)}`]),
    ],
  };
}

/** Counts entries by reason. The reason of a manual entry is free text about a person: only its origin is published. */
function countsOf(entries: readonly Entry[]): string {
  const counts = new Map<string, number>();
  for (const { reasons, origin } of entries) {
    const shown =
      origin === 'manual' ? ['manual'] : reasons.map((reason) => (/^[a-z-]{1,40}$/.test(reason) ? reason : 'other'));
    for (const reason of new Set(shown)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .map(([reason, count]) => `${reason} ${String(count)}`)
    .join(', ');
}

function isDay(expires: string | null | undefined): expires is string {
  return typeof expires === 'string' && /^\d{4}-\d\d-\d\d/.test(expires);
}
