import { git } from './git.ts';

const ATTEMPTS = 5;

/**
 * Makes a commit on top of the newest main and pushes it; starts again if main has moved in the meantime.
 *
 * @param make commits, or returns false if there is nothing to commit any more.
 * @returns the pushed commit; `undefined` if there was nothing to commit.
 * @throws Error if the clone has commits or changes of its own, `make` failed, main refuses the commit, or it has moved five times.
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
    const commit = git('rev-parse', 'HEAD');
    const reason = push();
    if (reason === undefined) return commit;
    git('reset', '--quiet', '--hard', base);
    // Refused for another reason than that main has moved: it would be refused again.
    if (newestMain() === base) throw new Error(`main could not be pushed: ${reason}`);
    if (attempt >= ATTEMPTS)
      throw new Error(`main could not be pushed: it has moved during each of ${String(ATTEMPTS)} attempts`);
  }
}

/** Pushes HEAD to main; returns why not, in one line, if it fails. */
function push(): string | undefined {
  try {
    const pushed = git('push', '--porcelain', 'origin', 'HEAD:main');
    // Two clones can make the same commit in the same second; only one of them has pushed it.
    return /^=/m.test(pushed) ? 'another clone has pushed the same commit' : undefined;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const lines = `${stderr}\n${stdout}`.split('\n').map((line) => line.trim());
    // The reason of a server, and what became of the reference; otherwise all that git says.
    const reasons = lines.filter((line) => /^(?:remote: (?:error: )?\S|!)/.test(line));
    const said = reasons.length > 0 ? reasons : lines.filter((line) => line !== '' && !line.startsWith('hint:'));
    return said.map((line) => line.replaceAll(/\s+/g, ' ')).join('; ');
  }
}

function newestMain(): string | undefined {
  try {
    return git('ls-remote', 'origin', 'refs/heads/main').split('\t')[0];
  } catch (error) {
    throw new Error(`main could not be pushed: ${String((error as { stderr?: string }).stderr).trim()}`);
  }
}
