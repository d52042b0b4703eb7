/**
 * `npm run rollback -- <environment>`: reverts the last promotion of an environment that has not been reverted yet: restores
 * the previous images in charts/environments/images.json, renders dist/, and commits both.
 */
import { git, stop } from './git.ts';
import { lastPromotion } from './history.ts';
import { changeImages, readImages } from './images.ts';
import type { Images } from './images.ts';

const USAGE = 'usage: npm run rollback -- <environment>';

const [environment = '', ...more] = process.argv.slice(2);
if (!/^[a-z0-9][a-z0-9-]*$/.test(environment) || more.length > 0) stop(USAGE);
if (git('status', '--porcelain') !== '') stop('the working tree has uncommitted changes: commit or discard them first');
const start = performance.now();

const { commit: promotion, subject } =
  lastPromotion(environment) ?? stop(`there is no promotion of ${environment} to roll back, or all have been reverted`);
const [before, promoted, now] = [`${promotion}^`, promotion, undefined].map(
  (commit) => readImages(commit)?.[environment],
);
if (before === undefined || promoted === undefined || now === undefined)
  stop(`${promotion} (${subject}) did not change images.json: promote the previous digest instead.`);
const moved = Object.keys(promoted).filter((name) => !same(before, promoted, name));
if (!moved.every((name) => same(promoted, now, name)))
  stop(
    `${promotion} (${subject}) cannot be reverted: later commits changed the same image. Promote the previous digest instead.`,
  );
try {
  changeImages(environment, { ...now, ...Object.fromEntries(moved.map((name) => [name, before[name]])) } as Images);
  git(
    'commit',
    '--quiet',
    '--message',
    `revert(${environment}): ${subject}`.slice(0, 72),
    '--message',
    `This reverts commit ${promotion}.\n\nRolls-back: ${environment}`,
  );
} catch (error) {
  stop(`${promotion} (${subject}) was not reverted: ${(error as Error).message}`);
}
const seconds = ((performance.now() - start) / 1000).toFixed(1);
process.stdout.write(`${environment} was rolled back to before "${subject}"; rendered and committed in ${seconds} s\n`);

function same(one: Images, other: Images, name: string): boolean {
  return one[name]?.repository === other[name]?.repository && one[name]?.digest === other[name]?.digest;
}
