import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PINNING } from './process.ts';

const run = promisify(execFile);

/** Results of wrk. */
export interface Load {
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Options of a load test. */
export interface LoadOptions {
  readonly headers?: readonly string[];
  /** A Lua script for wrk that creates the requests. */
  readonly script?: string;
  /** @default 64 */
  readonly connections?: number;
  /** Command that selects the core. @default the core that servers do not use */
  readonly pinning?: readonly string[];
}

/** Sends requests to `url` over keep-alive connections for `seconds`. @throws Error if a response was neither 2xx nor 3xx. */
export async function wrk(url: string, seconds: number, options: LoadOptions = {}): Promise<Load> {
  const { headers = [], script, connections = 64, pinning = PINNING.load } = options;
  const [command, ...before] = [...pinning, 'wrk'] as unknown as [string, ...string[]];
  const flags = ['-t1', `-c${String(connections)}`, `-d${String(seconds)}s`, '--latency'];
  flags.push(...headers.flatMap((header) => ['-H', header]), ...(script === undefined ? [] : ['-s', script]));
  const { stdout } = await run(command, [...before, ...flags, url]);
  const wrong = /Non-2xx or 3xx responses: (\d+)|Socket errors: (?!connect 0, read 0, write 0, timeout 0)(.*)/.exec(
    stdout,
  );
  if (wrong !== null) throw new Error(`${url}: ${wrong[0]}`);
  return {
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50: milliseconds(/50%\s+([\d.]+)(us|ms|s)/.exec(stdout)),
    p99: milliseconds(/99%\s+([\d.]+)(us|ms|s)/.exec(stdout)),
  };
}

function milliseconds(match: RegExpExecArray | null): number {
  const factor = { us: 0.001, ms: 1, s: 1000 }[match?.[2] ?? ''] ?? NaN;
  return Number(match?.[1]) * factor;
}
