import { execFileSync } from 'node:child_process';

/** Returns the output of git without the trailing newline; throws with its error message if it fails. */
export function git(...args: readonly string[]): string {
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  // The log of a long history is larger than the limit of Node, 1 MiB.
  return execFileSync('git', args, { encoding: 'utf8', stdio: [...stdio], maxBuffer: 1024 ** 3 }).replace(/\n$/, '');
}

/** Prints an error message and exits with code 1. */
export function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
