/**
 * `npm run rollback -- <environment>`: reverts the last promotion of an environment that was not reverted
 * yet, and commits: the description and dist/ are then what they were before, byte for byte.
 */
import { execFileSync } from 'node:child_process';
import { git, stop } from './git.ts';

const USAGE = 'usage: npm run rollback -- <environment>';

const [environment = ''] = process.argv.slice(2);
if (!/^[a-z0-9-]+$/.test(environment)) stop(USAGE);
if (git('status', '--porcelain') !== '') stop('the working tree has changes: commit or remove them first');
const start = performance.now();

const promotion = lastPromotion();
if (promotion === undefined)
  stop(`no commit promotes ${environment}, or all are reverted already: there is nothing to roll back`);
const subject = git('show', '--no-patch', '--format=%s', promotion);
try {
  git('revert', '--no-commit', promotion);
} catch {
  git('revert', '--abort');
  stop(
    `${promotion} (${subject}) cannot be reverted: later commits changed the same lines. Promote the former digest instead.`,
  );
}
try {
  execFileSync(process.execPath, ['charts/commands/synth-check.ts'], { stdio: ['ignore', 'ignore', 'inherit'] });
} catch {
  git('revert', '--abort');
  stop(`without ${promotion} dist/ would not be what charts/ renders: mend that first; nothing was changed`);
}
git(
  'commit',
  '--quiet',
  '--message',
  `revert(${environment}): ${subject}`.slice(0, 72),
  '--message',
  `This reverts commit ${promotion}.\n\nRolls-back: ${environment}`,
);
const seconds = ((performance.now() - start) / 1000).toFixed(1);
process.stdout.write(`${environment} is back to before "${subject}"; rendered and committed in ${seconds} s\n`);

function lastPromotion(): string | undefined {
  const reverted = new Set(
    [...git('log', '--format=%b').matchAll(/This reverts commit ([\da-f]{40})/g)].map(([, commit]) => commit),
  );
  const promotions = git('log', '--format=%H %(trailers:key=Promotes,valueonly,separator=%x20)').split('\n');
  return promotions
    .map((line) => line.trim().split(' '))
    .find(([commit, promoted]) => promoted === environment && !reverted.has(commit))?.[0];
}
