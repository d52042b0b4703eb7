/**
 * `npm run diff -- <git ref> [--markdown]`: compares `dist/` of the working tree with that of a commit, per environment.
 * Dangerous changes exit with code 1 unless a commit since then has the trailer `Dangerous-change: <reason>`.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { compare } from '../diff/compare.ts';
import { asMarkdown, asText } from '../diff/print.ts';
import type { Manifests } from '../render.ts';
import { readManifests } from '../write-manifests.ts';
import { ignoreClosedOutput } from './command-line.ts';

const USAGE = 'usage: npm run diff -- <git ref> [--markdown]';

ignoreClosedOutput();
const { values, positionals } = arguments_();
const [ref] = positionals;
if (ref === undefined || positionals.length > 1) fail(USAGE);
const commit = git(
  ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`],
  `${ref} is not a commit of this repository`,
);
const changes = compare(manifestsAt(commit.trim()), readManifests('dist'));
process.stdout.write(values.markdown ? asMarkdown(changes) : asText(changes));

const dangerous = changes.filter(({ dangers }) => dangers.length > 0).length;
if (dangerous > 0) {
  const reasons = git(['log', '--format=%(trailers:key=Dangerous-change,valueonly,separator=%x20)', `${ref}..HEAD`]);
  const intent = reasons.trim().replaceAll(/\s+/g, ' ');
  process.stdout.write(
    intent === ''
      ? `${String(dangerous)} dangerous changes. If they are intended, commit with the trailer "Dangerous-change: <reason>".\n`
      : `${String(dangerous)} dangerous changes, which are intended: ${intent}\n`,
  );
  if (intent === '') process.exitCode = 1;
}

function arguments_(): { values: { markdown: boolean }; positionals: string[] } {
  try {
    return parseArgs({ allowPositionals: true, options: { markdown: { type: 'boolean', default: false } } });
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`);
  }
}

function manifestsAt(revision: string): Manifests {
  const paths = git(['ls-tree', '-r', '-z', '--name-only', revision, '--', 'dist']).split('\0').filter(Boolean);
  return new Map(
    paths
      .filter((path) => path.endsWith('.k8s.yaml'))
      .map((path) => [path.slice('dist/'.length), git(['show', `${revision}:${path}`])]),
  );
}

function git(args: readonly string[], problem?: string): string {
  try {
    return execFileSync('git', args, {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    return fail(problem ?? (error as Error).message);
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
