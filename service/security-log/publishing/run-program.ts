import { spawn } from 'node:child_process';

/** What a program printed, and its exit code; -1 if a signal or a limit ended it. */
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

/** Bytes of standard output: a list is smaller. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Runs a program without a shell; a limit ends it with all that it has started. Never rejects for an exit code. @throws Error if it cannot be started */
export function runProgram(
  file: string,
  args: readonly string[],
  { env, input = '', timeout = 120_000 }: ProgramOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // A group of its own: ssh keeps the output of git open for as long as a server lets it wait.
    const child = spawn(file, args, { env, detached: true, stdio: 'pipe' });
    const output: Buffer[] = [];
    let errors = '';
    let size = 0;
    const stop = (reason: string): void => {
      if (child.pid !== undefined) endGroup(child.pid);
      errors += `\nfatal: ${file} ${reason}`;
    };
    const timer = setTimeout(() => {
      stop(`did not end within ${String(timeout / 1000)} seconds`);
    }, timeout);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BYTES) output.push(chunk);
      else if (size - chunk.length <= MOST_BYTES) stop(`printed more than ${String(MOST_BYTES)} bytes`);
    });
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-20_000)));
    // A program may end before it has read its input.
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, stdout: Buffer.concat(output), stderr: errors });
    });
    child.stdin.end(input);
  });
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}
