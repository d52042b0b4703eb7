import { spawn } from 'node:child_process';

/** Exit code and output of a program. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of `run`. */
interface RunOptions {
  /** Whether to print the output, too. @default false */
  readonly shown?: boolean;
  /** @default the variables of this process */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to completion, without a terminal. Does not fail for exit codes other than 0. */
export function run(
  file: string,
  args: readonly string[],
  { shown = false, env = process.env }: RunOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        output[name] += chunk;
        if (shown) process[name].write(chunk);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? 1, ...output });
    });
  });
}

/** Returns the last line that a program printed to standard error, or its exit code. */
export function lastLineOf({ code, stderr }: Ended): string {
  return stderr.trim().split('\n').at(-1) || `exit code ${String(code)}`;
}
