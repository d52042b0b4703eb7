/**
 * `node tools/delivery/running-images.ts`: prints images=<JSON array> with every image that an environment runs, once, in the registry
 * where it comes from: a copy in another registry has the same digest. The repository is GITHUB_REPOSITORY. Digests of zeros are
 * placeholders and skipped.
 */
import { stop } from './git.ts';
import { IMAGES, readImages } from './images.ts';
import { isUnset } from './proposal/body.ts';

const repository = process.env['GITHUB_REPOSITORY'] ?? stop('GITHUB_REPOSITORY is not set: set it to <owner>/<name>');
const ORIGINS = new Map([
  ['kiosque', `ghcr.io/${repository}`],
  ['publisher', `ghcr.io/${repository}-publisher`],
  ['redis', 'docker.io/library/redis'],
]);

const all = readImages() ?? stop(`${IMAGES} cannot be read`);
const running = Object.values(all)
  .flatMap((images) => Object.entries(images))
  .filter(([, image]) => !isUnset(image))
  .map(([name, image]) => `${ORIGINS.get(name) ?? image.repository}@${image.digest}`);
process.stdout.write(`images=${JSON.stringify([...new Set(running)])}\n`);
