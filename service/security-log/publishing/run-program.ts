import { spawn } from 'node:child_process';

/** What a program printed, and its exit code; -1 if a signal or the time limit ended it. */
export interface Ended {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Options of a program. */
export interface ProgramOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Standard input. @default empty */
  readonly input?: string | Buffer;
  /** In milliseconds. @default 120 000 */
  readonly timeout?: number;
}

/** Runs a program without a shell. Never rejects for an exit code. @throws Error if it cannot be started */
export function runProgram(
  file: string,
  args: readonly string[],
  { env, input = '', timeout = 120_000 }: ProgramOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, timeout, stdio: 'pipe' });
    const output: Buffer[] = [];
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-20_000)));
    // A program may end before it has read its input.
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? -1, stdout: Buffer.concat(output), stderr: errors });
    });
    child.stdin.end(input);
  });
}
