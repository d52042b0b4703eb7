import { git } from './git.ts';

/** A commit with its parents and its place in the order of `git log`. */
interface Commit {
  readonly parents: readonly string[];
  readonly text: string;
}

/**
 * Returns the commits of HEAD in the given format, in the order in which they arrived on main, newest first. A merged branch arrived with
 * its merge, however old its commits are: `git log` would sort them by their own dates, and take an older promotion for the last one.
 */
export function arrivalsOnMain(format: string): readonly string[] {
  const commits = new Map(
    git('log', '--topo-order', `--format=%H%x00%P%x00${format}%x01`)
      .split('\u0001')
      .filter((entry) => entry.trim() !== '')
      .map((entry): [string, Commit] => {
        const [commit = '', parents = '', text = ''] = entry.replace(/^\n/, '').split('\0');
        return [commit, { parents: parents === '' ? [] : parents.split(' '), text }];
      }),
  );
  const newest = [...commits.keys()][0] ?? '';
  const main: string[] = [];
  for (let commit: string | undefined = newest; commit !== undefined; commit = commits.get(commit)?.parents[0])
    main.push(commit);
  const arrivals = new Map<string, number>();
  for (const [index, commit] of main.toReversed().entries()) arrive(commit, index, commits, arrivals);
  return [...commits]
    .toSorted(([one], [other]) => (arrivals.get(other) ?? 0) - (arrivals.get(one) ?? 0))
    .map(([, { text }]) => text);
}

/** Marks a commit and what it brought with it. */
function arrive(
  commit: string,
  index: number,
  commits: ReadonlyMap<string, Commit>,
  arrivals: Map<string, number>,
): void {
  const open = [commit];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (arrivals.has(next)) continue;
    arrivals.set(next, index);
    open.push(...(commits.get(next)?.parents ?? []));
  }
}
