/**
 * `node tools/delivery/push-promotion.ts <arguments of npm run promote>`: promotes images on the newest main, and pushes the commit, again if
 * main has moved in the meantime. Succeeds without a commit if the environment already runs them. Run it on a clone of main.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { commitOnMain } from './commit-on-main.ts';
import { stop } from './git.ts';

const PROMOTE = join(import.meta.dirname, 'promote.ts');
const ALREADY_RUNS = 3;

try {
  commitOnMain(() => {
    const { status } = spawnSync(process.execPath, [PROMOTE, ...process.argv.slice(2)], { stdio: 'inherit' });
    if (status === ALREADY_RUNS) return false;
    // It has printed why.
    if (status !== 0) process.exit(status ?? 1);
    return true;
  });
} catch (error) {
  stop(`the promotion was not pushed: ${(error as Error).message}`);
}
