/**
 * `npm run promote -- <environment> <repository>@sha256:<digest>...`: promotes images to an environment (with `--redis`, the
 * image of its in-cluster Redis; the image of the publisher is recognized by its name; `kiosque@sha256:<digest>` and
 * `publisher@sha256:<digest>` keep the repository that the environment pulls from): changes charts/environments/images.json, renders
 * dist/, and commits both with the trailer `Promotes: <environment>`, by which rollback.ts finds it, and `Revision: <commit>`, which
 * the images were built from. Fails if anything other than that environment would change; exits with 3 if it already runs them.
 */
import { parseArgs } from 'node:util';
import { git, stop } from './git.ts';
import { sourceOf } from './history.ts';
import { changeImages, IMAGES, readImages } from './images.ts';
import type { Image } from './images.ts';

const USAGE =
  'usage: npm run promote -- [--redis] [--release <version> --revision <commit>] <environment> <repository>@sha256:<64 hexadecimal digits>...';

/** The images, as subjects of commits call them. */
const SHOWN = { kiosque: '', redis: 'Redis ', publisher: 'publisher ' } as const;
type Name = keyof typeof SHOWN;

const { values, positionals } = readArguments();
const [environment = '', ...given] = positionals;
const all = readImages() ?? stop(`${IMAGES} cannot be read`);
const known =
  new Map(Object.entries(all)).get(environment) ??
  stop(`"${environment}" is not an environment: ${IMAGES} contains ${Object.keys(all).join(', ')}\n${USAGE}`);
const promoted = new Map((given.length === 0 ? [''] : given).map((image) => imageOf(image)));
if (promoted.size < given.length) stop(`${given.join(' and ')} are the same image: give one of them\n${USAGE}`);
if (values.revision !== undefined && !/^[\da-f]{40}$/.test(values.revision))
  stop(`"${values.revision}" is not a revision: give the 40 hexadecimal digits of a commit\n${USAGE}`);
if (values.release !== undefined && !/^\d+\.\d+\.\d+$/.test(values.release))
  stop(`"${values.release}" is not a version: give <major>.<minor>.<patch>\n${USAGE}`);
if (git('status', '--porcelain') !== '') stop('the working tree has uncommitted changes: commit or discard them first');
for (const name of promoted.keys())
  if (known[name] === undefined) stop(`${IMAGES} has no image "${name}" for ${environment}`);
const changes = [...promoted].filter(
  ([name, { repository, digest }]) => known[name]?.repository !== repository || known[name].digest !== digest,
);
const references = [...promoted.values()].map(({ repository, digest }) => `${repository}@${digest}`);
if (changes.length === 0) {
  process.stderr.write(`${environment} already runs ${references.join(' and ')}\n`);
  process.exit(3);
}

try {
  const changed = changeImages(environment, { ...known, ...Object.fromEntries(changes) });
  const subject = subjectOf(changes);
  git('commit', '--quiet', '--message', subject, '--message', trailers().join('\n'));
  process.stdout.write(`${subject}\n${changed.map((path) => `  ${path}\n`).join('')}`);
} catch (error) {
  stop(`${environment} was not promoted to ${references.join(' and ')}: ${(error as Error).message}`);
}

function readArguments(): { values: { redis?: boolean; release?: string; revision?: string }; positionals: string[] } {
  const options = { redis: { type: 'boolean' }, release: { type: 'string' }, revision: { type: 'string' } } as const;
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    return stop(`${(error as Error).message}\n${USAGE}`);
  }
}

function imageOf(image: string): [Name, Image] {
  const [, repository, digest] = /^([a-z0-9.:/_-]+)@(sha256:[\da-f]{64})$/.exec(image) ?? [];
  if (repository === undefined || digest === undefined) return stop(`"${image}" is not an image by digest\n${USAGE}`);
  if (Object.hasOwn(SHOWN, repository)) {
    const old = known[repository] ?? stop(`${IMAGES} has no image "${repository}" for ${environment}`);
    return [repository as Name, { repository: old.repository, digest }];
  }
  if (values.redis === true) return ['redis', { repository, digest }];
  return [repository.endsWith('-publisher') ? 'publisher' : 'kiosque', { repository, digest }];
}

function subjectOf([first, second]: readonly [Name, Image][]): string {
  const what =
    values.release ??
    `${SHOWN[first?.[0] ?? 'kiosque']}${first?.[1].digest.slice(0, 'sha256:'.length + 12) ?? ''}${second === undefined ? '' : ` and ${second[0]}`}`;
  return `feat(${environment}): promote ${what}`;
}

function trailers(): readonly string[] {
  const found = sourceOf(changes[0]?.[1].digest ?? '');
  const revision = values.revision ?? found?.revision;
  const release = values.release ?? found?.release;
  return [
    ...references.map((reference) => `Image: ${reference}`),
    ...(revision === undefined ? [] : [`Revision: ${revision}`]),
    ...(release === undefined ? [] : [`Release: ${release}`]),
    `Promotes: ${environment}`,
  ];
}
