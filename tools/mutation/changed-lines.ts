import { execFileSync } from 'node:child_process';

/** Returns the lines that differ from a commit, by file: `file:first-last` per range. Includes uncommitted changes, and new files as a whole. */
export function changedLines(commit: string): ReadonlyMap<string, readonly string[]> {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const found = new Map(readHunks(git('diff', '--unified=0', '--no-color', '--no-prefix', '--end-of-options', commit)));
  for (const file of git('ls-files', '--others', '--exclude-standard').split('\n').filter(Boolean))
    found.set(file, [file]);
  return found;
}

/** Parses a unified diff without context and without prefixes. */
export function readHunks(diff: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let file = '';
  for (const line of diff.split('\n')) {
    if (line.startsWith('+++ ')) file = line.slice('+++ '.length);
    const [, first, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (first === undefined || count === '0') continue;
    const last = Number(first) + Number(count) - 1;
    found.set(file, [...(found.get(file) ?? []), `${file}:${first}-${String(last)}`]);
  }
  return found;
}
