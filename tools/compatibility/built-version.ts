import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { git } from '../delivery/git.ts';

/** The version to compare the working tree with. */
export interface Base {
  /** The tag or ref it was found by. */
  readonly name: string;
  readonly commit: string;
}

/** Compared with until there is a release. */
const BEFORE_RELEASES = 'd124f9b2970886144d5eff4202814910e18ef000';

/**
 * Returns the commit of `ref`, or, without one, that of the last release before HEAD.
 *
 * @throws Error if the ref is not a commit of this repository.
 */
export function baseOf(ref: string | undefined): Base {
  const name = ref ?? lastRelease() ?? BEFORE_RELEASES;
  try {
    if (name.startsWith('-')) throw new Error('an option');
    return { name, commit: git('rev-parse', '--verify', '--quiet', `${name}^{commit}`) };
  } catch {
    throw new Error(`${name} is not a commit of this repository: give a git ref, or fetch the whole history.`);
  }
}

/** The release that precedes HEAD, which can itself be the commit of a release. */
function lastRelease(): string | undefined {
  try {
    return git('describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*', 'HEAD^');
  } catch {
    return undefined;
  }
}

/** Extracts a commit into an empty directory and builds it, with the installed packages if its lock file is the same. */
export async function buildVersion(commit: string, directory: string): Promise<void> {
  const run = async (program: string, ...args: readonly string[]): Promise<void> => {
    await promisify(execFile)(program, args, { cwd: directory, maxBuffer: 64 * 1024 * 1024 });
  };
  const archive = join(directory, 'source.tar');
  git('archive', `--output=${archive}`, commit);
  await run('tar', '--extract', '--file', archive);
  const lock = (root: string): string => readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (lock(directory) === lock('.')) symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  else await run('npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline');
  await run('npm', 'run', '--silent', 'build');
}
