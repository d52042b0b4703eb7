/**
 * `npm run promote -- <environment> <repository>@sha256:<digest>`: moves an image into an environment (with `--redis`, that
 * of the Redis in its namespace): changes charts/environments/<environment>.ts, renders dist/, and commits both, with the trailer `Promotes: <environment>`
 * by which rollback.ts finds it. Refuses when anything but that environment would change.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { git, stop } from './git.ts';

const USAGE = 'usage: npm run promote -- [--redis] <environment> <repository>@sha256:<64 hexadecimal digits>';

const ofRedis = process.argv.includes('--redis');
const [environment = '', image = ''] = process.argv.slice(2).filter((argument) => argument !== '--redis');
const [, repository, digest] = /^([a-z0-9.:/_-]+)@(sha256:[\da-f]{64})$/.exec(image) ?? [];
const file = `charts/environments/${environment}.ts`;
if (!/^[a-z0-9-]+$/.test(environment) || !existsSync(file))
  stop(`"${environment}" is no environment: charts/environments/ has no such file\n${USAGE}`);
if (repository === undefined || digest === undefined) stop(`"${image}" is no image by digest\n${USAGE}`);
if (git('status', '--porcelain') !== '') stop('the working tree has changes: commit or remove them first');

const before = readFileSync(file, 'utf8');
const known = ofRedis
  ? /(kind: 'in-cluster',\s+image: \{\s+repository: )'[^']*'(,\s+digest: )'[^']*'/
  : /(\n {2}image: \{\s+repository: )'[^']*'(,\s+digest: )'[^']*'/;
if (!known.test(before)) stop(`${file} has no image${ofRedis ? ' of a Redis in the cluster' : ''} to change`);
const after = before.replace(known, `$1'${repository}'$2'${digest}'`);
if (after === before) stop(`${environment} runs ${image} already`);
writeFileSync(file, after);
try {
  execFileSync(process.execPath, ['charts/main.ts'], { stdio: ['ignore', 'ignore', 'inherit'] });
} catch {
  git('checkout', '--quiet', '--', file);
  stop(`${environment} cannot be rendered with ${image}: the reason is above, and nothing was changed`);
}

const changed = git('status', '--porcelain', '--untracked-files=all')
  .split('\n')
  .map((line) => line.slice(3));
const strays = changed.filter((path) => path !== file && !path.startsWith(`dist/${environment}/`));
if (strays.length > 0) {
  git('checkout', '--quiet', '.');
  stop(`promoting would also change ${strays.join(', ')}: run "npm run synth" and commit dist/ first`);
}
git('add', '--', file, `dist/${environment}`);
const subject = `feat(${environment}): promote ${ofRedis ? 'Redis ' : ''}${digest.slice(0, 'sha256:'.length + 12)}`;
git('commit', '--quiet', '--message', subject, '--message', `Image: ${image}\nPromotes: ${environment}`);
process.stdout.write(`${subject}\n${changed.map((path) => `  ${path}\n`).join('')}`);
