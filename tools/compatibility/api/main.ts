/**
 * `npm run api:compare [-- <git ref> [<newer git ref>]]`: compares the OpenAPI description of the built service, or of a newer commit, with
 * that of a commit, by default the last release. Breaking changes exit with code 1 unless a commit since then has the trailer
 * `Breaking-Change: <reason>`.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceProcess } from '../../../service/test/service-process.ts';
import { git } from '../../delivery/git.ts';
import { baseOf, buildVersion } from '../built-version.ts';
import { compareApis } from './compare-apis.ts';
import type { Api } from './compare-apis.ts';
import { verdictOf } from './verdict.ts';

/** Prints the names of all features of a version. */
const FEATURE_NAMES = `
  const { FEATURES } = await import('./service/features.ts');
  process.stdout.write(FEATURES.map(({ name }) => name).join());
`;

const [ref, newer, ...rest] = process.argv.slice(2);
if (rest.length > 0 || ref?.startsWith('-') === true) {
  process.stderr.write('usage: npm run api:compare [-- <git ref> [<newer git ref>]]\n');
  process.exit(2);
}
const directory = await mkdtemp(join(tmpdir(), 'kiosque-api-'));
const [old, built] = [join(directory, 'old'), join(directory, 'newer')];
try {
  const { name, commit } = baseOf(ref);
  const head = newer === undefined ? undefined : baseOf(newer).commit;
  await Promise.all([buildIn(old, commit), head === undefined ? undefined : buildIn(built, head)]);
  const changes = compareApis(await descriptionOf(old), await descriptionOf(head === undefined ? '.' : built));
  const range = `${commit}..${head ?? 'HEAD'}`;
  const reasons = git('log', '--format=%(trailers:key=Breaking-Change,valueonly,unfold)', range).split('\n');
  const { text, isAccepted } = verdictOf(name, changes, reasons);
  process.stdout.write(text);
  process.exitCode = isAccepted ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
} finally {
  await rm(directory, { recursive: true });
}

async function buildIn(root: string, commit: string): Promise<void> {
  await mkdir(root);
  await buildVersion(commit, root);
}

/** The description of the service built in a directory, with every feature. A process without keys protects itself with a trial key. */
async function descriptionOf(root: string): Promise<Api> {
  const evaluate = ['--input-type=module', '--eval', FEATURE_NAMES];
  const features = execFileSync(process.execPath, evaluate, { cwd: root, encoding: 'utf8' });
  const environment = { FEATURES: features, SHUTDOWN_DRAIN_SECONDS: '0' };
  const { service, url } = await ServiceProcess.start(environment, root);
  try {
    const response = await fetch(`${url}/openapi.json`);
    if (!response.ok) throw new Error(`GET /openapi.json of ${root} returned ${String(response.status)}`);
    return (await response.json()) as Api;
  } finally {
    await service.end('SIGTERM');
  }
}
