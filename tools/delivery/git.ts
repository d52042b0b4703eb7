import { execFileSync } from 'node:child_process';

/** What git prints, without the line end; throws with what it says when it fails. */
export function git(...args: readonly string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).replace(/\n$/, '');
}

/** Ends the process with a sentence and exit code 1. */
export function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
