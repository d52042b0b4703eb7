/**
 * `npm run propose -- production [--revision <commit>] [--scan <summary.md>]`: opens the pull request that promotes to production what qualification runs, or
 * updates the open one, so that there is one branch and one pull request. The repository is GITHUB_REPOSITORY; `gh` needs a token
 * that may push and open pull requests. The branch belongs to this command: other commits on it are replaced.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { git, stop } from './git.ts';
import { limited, publishPullRequest } from './github.ts';
import { promotionsOf, sourceOf } from './history.ts';
import { IMAGES, readImages } from './images.ts';
import type { Image, Images } from './images.ts';
import { bodyOf, isUnset } from './proposal/body.ts';
import {
  BRANCH,
  commitPromotion,
  currentBranch,
  fetchBranch,
  FROM,
  NAMES,
  pushBranch,
  reportOf,
  TO,
} from './proposal/branch.ts';
import type { ProposedBranch } from './proposal/branch.ts';

const USAGE = 'usage: npm run propose -- production [--revision <commit>] [--scan <summary.md>]';

const { revision, scan: file } = readArguments();
const scan = file === undefined ? undefined : read(file);
const repository = process.env['GITHUB_REPOSITORY'] ?? stop('GITHUB_REPOSITORY is not set: set it to <owner>/<name>');
if (git('status', '--porcelain') !== '') stop('the working tree has uncommitted changes: commit or discard them first');
const start = git('rev-parse', '--symbolic-full-name', 'HEAD');
const back = start === 'HEAD' ? ['--detach', git('rev-parse', 'HEAD')] : [start.replace('refs/heads/', '')];
try {
  propose();
} catch (error) {
  const { message, stderr } = error as Error & { stderr?: string };
  process.stderr.write(`nothing was proposed: ${stderr?.trim() || message}\n`);
  process.exitCode = 1;
} finally {
  git('switch', '--quiet', ...back);
}

function propose(): void {
  const tip = fetchBranch(BRANCH);
  git('switch', '--quiet', '--detach', 'origin/main');
  const all = readImages() ?? {};
  const [qualified, running] = [all[FROM], all[TO]];
  if (qualified === undefined || running === undefined) throw new Error(`${IMAGES} has no images of ${FROM} and ${TO}`);
  const changes = changesBetween(qualified, running);
  const source = sourceOf(qualified['kiosque']?.digest ?? '');
  // Its tests and its scan are about another release then.
  if (revision !== undefined && source?.revision !== revision)
    throw new Error(`${FROM} runs ${source?.release ?? 'another image'} by now, which was not built from ${revision}`);
  for (const [, , image] of changes) verify(image);

  const wanted = { ...running, ...Object.fromEntries(changes.map(([name, , image]) => [name, image])) };
  const current = tip === undefined ? undefined : currentBranch(tip, TO, wanted);
  const branch = current ?? commitPromotion(promotionOf(changes));
  git('switch', '--quiet', '--detach', branch.tip);

  const body = bodyOf({
    images: changes,
    source,
    notes: notesOn(changes, qualified, running),
    evidence: evidence(),
    scan,
    api: changesOfApi(running['kiosque'], qualified['kiosque']),
    manifests: reportOf('diff', branch.base, '--markdown'),
  });
  const note = `**The rest was cut.** \`npm run diff -- ${branch.base}\` prints all changes of the manifests on this branch.`;
  if (branch.tip !== tip) pushBranch(BRANCH, tip, branch.tip);
  const { url, what } = publishPullRequest(repository, BRANCH, { title: titleOf(branch), body: limited(body, note) });
  process.stdout.write(`${url} was ${what === 'unchanged' ? 'not changed' : what}\n`);
}

function readArguments(): { revision?: string; scan?: string } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { revision: { type: 'string' }, scan: { type: 'string' } },
    });
    if (positionals.join(' ') !== TO)
      throw new Error(`"${positionals.join(' ')}" is not ${TO}, which gets what ${FROM} runs`);
    return values;
  } catch (error) {
    return stop(`${(error as Error).message}\n${USAGE}`);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return stop(`${path} cannot be read: give the file that npm run scan:gate -- --summary wrote`);
  }
}

/** The images that the environment would get, from the repository that it pulls from. */
function changesBetween(qualified: Images, running: Images): [name: string, before: Image, after: Image][] {
  const [last] = promotionsOf(FROM);
  if (last?.isReverted === true)
    throw new Error(`the last promotion of ${FROM} ("${last.subject}") was rolled back: release a fix first`);
  const changes = NAMES.flatMap((name): [string, Image, Image][] => {
    const [after, before] = [qualified[name], running[name]];
    if (after === undefined || before === undefined) return [];
    if (isUnset(after) && (name === 'kiosque' || !isUnset(before)))
      throw new Error(`${FROM} runs no image "${name}" yet: its digest is zeros`);
    return after.digest === before.digest ? [] : [[name, before, { ...before, digest: after.digest }]];
  });
  if (changes.length === 0) throw new Error(`${TO} already runs what ${FROM} runs`);
  return changes;
}

function notesOn(
  changes: readonly (readonly [name: string, before: Image, after: Image])[],
  qualified: Images,
  running: Images,
): readonly string[] {
  const rolledBack = promotionsOf(TO).filter(({ commit, isReverted }) => {
    const images = readImages(commit)?.[TO];
    return isReverted && changes.some(([name, , { digest }]) => images?.[name]?.digest === digest);
  });
  return [
    ...(rolledBack.length === 0 ? [] : ['**Production was rolled back from these images before.**']),
    ...(qualified['redis']?.digest === running['redis']?.digest
      ? []
      : ['The environments run different images of Redis, which is promoted by itself.']),
  ];
}

function verify({ repository: name, digest }: Image): void {
  const image = `${name}@${digest}`;
  try {
    execFileSync(join(import.meta.dirname, 'verify-image'), [image, repository], {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    throw new Error(`${image} could not be verified: ${(error as { stderr?: string }).stderr?.trim() ?? ''}`);
  }
}

function promotionOf(changes: readonly (readonly [name: string, before: Image, after: Image])[]): readonly string[] {
  const { release, revision } = sourceOf(changes[0]?.[2].digest ?? '') ?? {};
  return [
    ...(release === undefined ? [] : ['--release', release]),
    ...(revision === undefined ? [] : ['--revision', revision]),
    ...[TO, ...changes.map(([name, , { digest }]) => `${name}@${digest}`)],
  ];
}

function changesOfApi(before: Image | undefined, after: Image | undefined): string {
  if (before === undefined || isUnset(before))
    return 'Production runs no image yet, so there is nothing to compare with.';
  const [old, now] = [before, after].map((image) => sourceOf(image?.digest ?? '')?.revision);
  if (old === undefined || now === undefined)
    return `It was not compared: no promotion of \`${(old === undefined ? before : after)?.digest ?? ''}\` has the trailer \`Revision: <commit>\`.`;
  if (old === now) return `It is the same: both images were built from ${now}.`;
  return `\`\`\`text\n${reportOf('api:compare', old, now).trim()}\n\`\`\``;
}

function evidence(): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run } = process.env;
  return server === undefined || run === undefined ? undefined : `${server}/${repository}/actions/runs/${run}`;
}

/** The subject of the promotion, not that of a commit by which main was merged into the branch. */
function titleOf({ base, tip }: ProposedBranch): string {
  return git('log', '--no-merges', '--reverse', '--format=%s', `${base}..${tip}`).split('\n')[0] ?? '';
}
