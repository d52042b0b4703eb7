import { git } from './git.ts';

const ATTEMPTS = 5;

/**
 * Makes a commit on top of the newest main and pushes it; starts again if main has moved in the meantime.
 *
 * @param make commits, or returns false if there is nothing to commit any more.
 * @returns the pushed commit; `undefined` if there was nothing to commit.
 * @throws Error if the clone has commits or changes of its own, `make` failed, or pushing failed five times.
 */
export function commitOnMain(make: () => boolean): string | undefined {
  if (git('status', '--porcelain') !== '') throw new Error('the working tree has uncommitted changes');
  for (let attempt = 1; ; attempt += 1) {
    git('fetch', '--quiet', 'origin', 'main');
    try {
      git('merge', '--quiet', '--ff-only', 'FETCH_HEAD');
    } catch {
      // Diverged, which the next line reports.
    }
    const base = git('rev-parse', 'HEAD');
    if (base !== git('rev-parse', 'FETCH_HEAD')) throw new Error('this clone has commits that are not on main');
    if (!make()) return undefined;
    try {
      const pushed = git('push', '--porcelain', 'origin', 'HEAD:main');
      // Two clones can make the same commit in the same second; only one of them has pushed it.
      if (/^=/m.test(pushed)) throw new Error('main was pushed by another clone');
      return git('rev-parse', 'HEAD');
    } catch (error) {
      git('reset', '--quiet', '--hard', base);
      if (attempt >= ATTEMPTS) throw new Error(`main could not be pushed: ${lastLine(error)}`);
    }
  }
}

/** What git printed; a failed execFileSync has the whole command in its message. */
function lastLine(error: unknown): string {
  const { stderr = '', message } = error as { stderr?: string; message: string };
  const lines = (stderr === '' ? message : stderr)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  return lines.at(-1) ?? message;
}
