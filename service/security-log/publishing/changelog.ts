import type { ListContent } from './list-content.ts';
import type { Summary } from './summary.ts';

/** Name of the changelog in the directory of a target. */
export const CHANGELOG = 'CHANGELOG.md';

const TITLE = '# Changes of the blocklist';

/** The changelog of a branch: the newest entries, and the number of commits since its history began. */
export interface Changelog {
  readonly commits: number;
  readonly entries: readonly string[];
}

/** Entries that are kept. */
const MOST = 100;

/** Whether a file is a changelog of this program. */
export function isOwnChangelog(text: string | undefined): text is string {
  return text?.startsWith(TITLE) === true;
}

/** Reads a changelog; anything else counts as an empty one. */
export function parseChangelog(text: string | undefined): Changelog {
  if (!isOwnChangelog(text)) return { commits: 0, entries: [] };
  const [head = '', ...entries] = text.split(/\n(?=## )/);
  const commits = Number(/Commits of Kiosque in this history: (\d{1,9})\./.exec(head)?.[1] ?? '0');
  return { commits, entries: entries.map((entry) => entry.trim()) };
}

/** Writes a changelog with a new entry on top. */
export function writeChangelog(before: Changelog, commits: number, list: ListContent, summary: Summary): string {
  const day = list.built.replace(/[^\dTZ:.+-]/g, '');
  const entry = [
    `## Version ${String(list.version)}, ${day}`,
    '',
    [summary.subject.replace(/ \(version \d+\)$/, ''), ...summary.details].map((line) => `- ${line}`).join('\n'),
  ].join('\n');
  const head = `${TITLE}\n\nNewest first. Commits of Kiosque in this history: ${String(commits)}.`;
  return `${[head, entry, ...before.entries].slice(0, MOST + 1).join('\n\n')}\n`;
}
