import type { Change } from './schema.ts';

/** What the command prints, and whether it succeeds. */
export interface Verdict {
  readonly text: string;
  readonly isAccepted: boolean;
}

/** Lists the changes since `base`; breaking ones are accepted if one of `reasons` is not empty. */
export function verdictOf(base: string, changes: readonly Change[], reasons: readonly string[]): Verdict {
  const breaking = changes.filter(({ isBreaking }) => isBreaking);
  const other = changes.filter(({ isBreaking }) => !isBreaking);
  const given = [...new Set(reasons.map((reason) => reason.trim()))].filter(Boolean);
  const lines = [
    ...section('Breaking changes', breaking),
    ...section('Other changes', other),
    `${String(breaking.length)} breaking and ${String(other.length)} other changes of the API since ${base}.`,
  ];
  const isAccepted = breaking.length === 0 || given.length > 0;
  if (!isAccepted)
    lines.push('If the breaking changes are intended, commit with the trailer "Breaking-Change: <reason>".');
  else if (breaking.length > 0) lines.push(`They are intended: ${given.join('; ')}`);
  return { text: `${lines.join('\n')}\n`, isAccepted };
}

function section(title: string, changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return [];
  return [`${title}:`, ...changes.map(({ where, what }) => `  ${where} ${what}`).sort(), ''];
}
