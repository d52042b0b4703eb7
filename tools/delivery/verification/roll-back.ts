import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { commitOnMain } from '../commit-on-main.ts';
import { git } from '../git.ts';
import { lastPromotion } from '../history.ts';
import { revertOf } from './image-changes.ts';
import type { ImageChange } from './image-changes.ts';

const ROLLBACK = join(import.meta.dirname, '../rollback.ts');

/** What became of a promotion that has to be reverted. */
export type RolledBack =
  | { readonly kind: 'reverted'; readonly commit: string }
  /** Somebody else has reverted it already. */
  | { readonly kind: 'already reverted'; readonly commit: string }
  | { readonly kind: 'not reverted'; readonly reason: string };

/** Reverts the promotion on main with `npm run rollback`, unless it is reverted already; never reverts a rollback or another promotion. */
export function rollBack(environment: string, change: ImageChange | undefined): RolledBack {
  if (change === undefined)
    return { kind: 'not reverted', reason: 'nothing has been promoted, so there is nothing to revert' };
  if (change.isRollback)
    return { kind: 'not reverted', reason: 'what was deployed is a rollback, which is never reverted automatically' };
  try {
    const commit = commitOnMain(() => {
      if (revertOf(change.commit) !== undefined) return false;
      if (lastPromotion(environment)?.commit !== change.commit) throw new Error('a later promotion has replaced it');
      execFileSync(process.execPath, [ROLLBACK, environment], {
        encoding: 'utf8',
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      return true;
    });
    if (commit !== undefined) return { kind: 'reverted', commit };
    return { kind: 'already reverted', commit: String(revertOf(change.commit)) };
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    return { kind: 'not reverted', reason: stderr.trim().split('\n').at(-1) || message };
  }
}

/** Returns the first twelve characters of a commit, with its subject. */
export function shownCommit(commit: string): string {
  return `${commit.slice(0, 12)} (${git('show', '--no-patch', '--format=%s', commit)})`;
}
