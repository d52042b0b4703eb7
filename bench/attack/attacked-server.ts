import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PINNING } from '../process.ts';

const START_LIMIT_MS = 20_000;
const CLOCK_TICK_MS = 10;

/** The built service on its own port, with its resource usage from /proc. */
export class AttackedServer {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts it with default settings, except those given. @throws Error if it does not listen within 20 s. */
  static async start(environment: Readonly<Record<string, string>>): Promise<AttackedServer> {
    const [command, ...options] = [...PINNING.server, process.execPath, 'build/main.js'] as unknown as [
      string,
      ...string[],
    ];
    const { PATH = '' } = process.env;
    const own = { PORT: '0', MANAGEMENT_PORT: '0', LOG_FORMAT: 'json', SHUTDOWN_DRAIN_SECONDS: '0' };
    const child = spawn(command, options, {
      env: { PATH, ...own, ...environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      // Later lines are about requests.
      if (output.length < 10_000) output += chunk;
    });
    const end = performance.now() + START_LIMIT_MS;
    for (;;) {
      const port = /"url":"http:\/\/[^"]*:(\d+)"/.exec(output)?.[1];
      if (port !== undefined) return new AttackedServer(child, Number(port));
      if (child.exitCode !== null || performance.now() > end) {
        child.kill('SIGKILL');
        throw new Error(`the service did not start:\n${output}`);
      }
      await sleep(10);
    }
  }

  /** Open file descriptors. */
  descriptors(): number {
    return readdirSync(`/proc/${this.#pid}/fd`).length;
  }

  /** Peak resident memory, in MB. */
  peakMb(): number {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8'))?.[1]) / 1024;
  }

  /** CPU time of all threads, in milliseconds: `coarse` includes ended threads, in ticks of 10 ms; `fine` is precise, but excludes them. */
  cpu(): { coarse: number; fine: number } {
    const fields = readFileSync(`/proc/${this.#pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return { coarse: (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS, fine: this.#fineCpu() };
  }

  /** @throws Error if the process has exited. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) throw new Error(`the service exited with ${String(this.#child.exitCode)}`);
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await exit;
    clearTimeout(limit);
  }

  get #pid(): string {
    return String(this.#child.pid);
  }

  #fineCpu(): number {
    let nanoseconds = 0;
    for (const task of readdirSync(`/proc/${this.#pid}/task`)) {
      try {
        nanoseconds += Number(readFileSync(`/proc/${this.#pid}/task/${task}/schedstat`, 'utf8').split(' ', 1)[0]);
      } catch {
        // The thread has ended since: `coarse` includes it.
      }
    }
    return nanoseconds / 1e6;
  }
}

/** Returns the milliseconds of CPU time between two readings. */
export function cpuBetween(before: { coarse: number; fine: number }, after: { coarse: number; fine: number }): number {
  return Math.max(after.fine - before.fine, after.coarse - before.coarse - CLOCK_TICK_MS);
}
