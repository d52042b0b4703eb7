/**
 * `npm run promote -- <environment> <repository>@sha256:<digest>`: promotes an image to an environment (with `--redis`, the
 * image of its in-cluster Redis; the image of the publisher is recognized by its name): changes charts/environments/images.json, renders dist/, and commits both with the trailer
 * `Promotes: <environment>`, by which rollback.ts finds it. Fails if anything other than that environment would change.
 */
import { git, stop } from './git.ts';
import { changeImages, IMAGES, readImages } from './images.ts';

const USAGE = 'usage: npm run promote -- [--redis] <environment> <repository>@sha256:<64 hexadecimal digits>';

/** The images, as subjects of commits call them. */
const SHOWN = { kiosque: '', redis: 'Redis ', publisher: 'publisher ' } as const;

const [environment = '', image = ''] = process.argv.slice(2).filter((argument) => argument !== '--redis');
const [, repository, digest] = /^([a-z0-9.:/_-]+)@(sha256:[\da-f]{64})$/.exec(image) ?? [];
const name = nameOf(repository);
const all = readImages() ?? stop(`${IMAGES} cannot be read`);
const known = new Map(Object.entries(all)).get(environment);
if (known === undefined)
  stop(`"${environment}" is not an environment: ${IMAGES} contains ${Object.keys(all).join(', ')}\n${USAGE}`);
if (repository === undefined || digest === undefined) stop(`"${image}" is not an image by digest\n${USAGE}`);
if (git('status', '--porcelain') !== '') stop('the working tree has uncommitted changes: commit or discard them first');
const old = known[name] ?? stop(`${IMAGES} has no image "${name}" for ${environment}`);
if (old.repository === repository && old.digest === digest) stop(`${environment} already runs ${image}`);

try {
  const changed = changeImages(environment, { ...known, [name]: { repository, digest } });
  const subject = `feat(${environment}): promote ${SHOWN[name]}${digest.slice(0, 'sha256:'.length + 12)}`;
  git('commit', '--quiet', '--message', subject, '--message', `Image: ${image}\nPromotes: ${environment}`);
  process.stdout.write(`${subject}\n${changed.map((path) => `  ${path}\n`).join('')}`);
} catch (error) {
  stop(`${environment} was not promoted to ${image}: ${(error as Error).message}`);
}

function nameOf(path = ''): keyof typeof SHOWN {
  if (process.argv.includes('--redis')) return 'redis';
  return path.endsWith('-publisher') ? 'publisher' : 'kiosque';
}
