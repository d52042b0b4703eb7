import type { NamedFlag } from '../../service/config/feature-flags.ts';

const DAY_MS = 86_400_000;

/** How far ahead the last day of a flag may be. */
const MAX_DAYS = 366;

/**
 * Returns one sentence for each feature flag that has ended, that ends too late or never, or whose owner nobody knows.
 * @param codeOwners content of `.github/CODEOWNERS`
 * @param now milliseconds since the epoch; days are those of UTC
 */
export function checkFlags(flags: readonly NamedFlag[], codeOwners: string, now: number): readonly string[] {
  const teams = new Set(codeOwners.replaceAll(/#.*/g, '').match(/(?<=\s)@\S+/g));
  return flags.flatMap(({ name, owner, ends }) => {
    const end = Date.parse(ends);
    const problems: string[] = [];
    // Date.parse takes 2027-02-31 for a day of March.
    if (Number.isNaN(end) || new Date(end).toISOString().slice(0, 10) !== ends)
      problems.push(`${name} ends on "${ends}": use a day such as 2027-03-31`);
    else if (now >= end + DAY_MS)
      problems.push(`${name} ended on ${ends}: ${owner} has to remove it, or to give a reason and a later day`);
    else if (end > now + MAX_DAYS * DAY_MS) problems.push(`${name} ends on ${ends}: use a day within the next year`);
    if (!teams.has(owner)) problems.push(`${name} belongs to "${owner}": use one of ${[...teams].join(', ')}`);
    return problems;
  });
}
