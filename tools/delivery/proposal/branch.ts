import { execFileSync } from 'node:child_process';
import { git } from '../git.ts';
import { readImages } from '../images.ts';
import type { Images } from '../images.ts';

/** What qualification runs is proposed to production. */
export const FROM = 'qualification';
export const TO = 'production';
/** The branch of the only open pull request for production. */
export const BRANCH = `promote/${TO}`;
/** The images that releases build; Redis is promoted with `npm run promote -- --redis`. */
export const NAMES = ['kiosque', 'publisher'] as const;

/** The proposal that was pushed: its newest commit, and the commit of main that it was made on. */
export interface ProposedBranch {
  readonly tip: string;
  readonly base: string;
}

/** Fetches main; returns the newest commit of a branch of the remote, `undefined` if there is none. */
export function fetchBranch(branch: string): string | undefined {
  git('fetch', '--quiet', 'origin', '+refs/heads/main:refs/remotes/origin/main');
  const [tip = ''] = git('ls-remote', 'origin', `refs/heads/${branch}`).split('\t');
  if (tip === '') return undefined;
  git('fetch', '--quiet', 'origin', tip);
  return tip;
}

/**
 * Returns the branch if it still proposes exactly these images, on what main renders for the environment. A review of it then
 * stays valid, although main has moved.
 */
export function currentBranch(tip: string, environment: string, images: Images): ProposedBranch | undefined {
  const base = git('merge-base', tip, 'origin/main');
  const imagesAt = (commit: string): string => JSON.stringify(readImages(commit)?.[environment]);
  const isCurrent =
    imagesAt(tip) === JSON.stringify(images) &&
    imagesAt(base) === imagesAt('origin/main') &&
    git('diff', '--name-only', base, 'origin/main', '--', `dist/${environment}`) === '';
  return isCurrent ? { tip, base } : undefined;
}

/** Commits a promotion on main, which is not pushed yet. */
export function commitPromotion(promotion: readonly string[]): ProposedBranch {
  const base = git('rev-parse', 'origin/main');
  git('switch', '--quiet', '--detach', base);
  npm('promote', ...promotion);
  return { tip: git('rev-parse', 'HEAD'), base };
}

/** Replaces the branch of the remote by a commit, unless it changed since its newest commit was `old`. */
export function pushBranch(branch: string, old: string | undefined, commit: string): void {
  const lease = `--force-with-lease=refs/heads/${branch}:${old ?? ''}`;
  git('push', '--quiet', lease, 'origin', `${commit}:refs/heads/${branch}`);
}

/** Returns the output of an npm script that succeeded, or found what it reports (exit code 1). */
export function reportOf(name: string, ...args: readonly string[]): string {
  try {
    return npm(name, ...args);
  } catch (error) {
    const { status, stdout = '' } = error as { status?: number; stdout?: string };
    if (status === 1 && stdout !== '') return stdout;
    throw error;
  }
}

function npm(name: string, ...args: readonly string[]): string {
  // Unlike npm, Node runs no script before it, which would build the working tree: that is not needed.
  return execFileSync(process.execPath, ['--run', name, '--', ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    // They run code of other commits, which needs no token.
    env: Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.endsWith('_TOKEN'))),
  });
}
