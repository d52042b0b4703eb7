import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How to start a server. */
export interface Command {
  readonly name: string;
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** URL that returns 200 when the server is ready. */
  readonly readyUrl: string;
  /** Command that selects the core. @default the core of all servers */
  readonly pinning?: readonly string[];
}

const READY_LIMIT_MS = 20_000;
const CLOCK_TICKS = 100;

/** Commands that pin the server to one core and the load generator to another, if there are two and taskset is installed. */
export const PINNING: { readonly server: readonly string[]; readonly load: readonly string[] } = pinnings();

/** A started server; all readings include its child processes. */
export class Server {
  readonly name: string;
  /** Milliseconds from spawn to the first 200. */
  readonly startMs: number;
  readonly #child: ChildProcess;

  private constructor(name: string, child: ChildProcess, startMs: number) {
    this.name = name;
    this.#child = child;
    this.startMs = startMs;
  }

  static async start({ name, file, arguments: given, environment, readyUrl, pinning }: Command): Promise<Server> {
    const [command, ...before] = [...(pinning ?? PINNING.server), file] as unknown as [string, ...string[]];
    const start = performance.now();
    const child = spawn(command, [...before, ...given], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    while (!(await answers(readyUrl))) {
      if (child.exitCode !== null) throw new Error(`${name} exited with ${String(child.exitCode)} before it was ready`);
      if (performance.now() - start > READY_LIMIT_MS) {
        child.kill('SIGTERM');
        throw new Error(`${name} was not ready within ${String(READY_LIMIT_MS / 1000)} s`);
      }
      await sleep(5);
    }
    return new Server(name, child, performance.now() - start);
  }

  /** Resident memory, in MB. */
  residentMb(): number {
    return (
      this.#pids().reduce(
        (sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
        0,
      ) / 1024
    );
  }

  /** CPU time used so far, in seconds. */
  cpuSeconds(): number {
    return this.#pids().reduce((sum, pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return sum + (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
    }, 0);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }

  #pids(): readonly string[] {
    const pid = String(this.#child.pid);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return [pid, ...children.split(' ').filter(Boolean)];
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000), headers: { connection: 'close' } });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function pinnings(): { server: readonly string[]; load: readonly string[] } {
  try {
    execFileSync('taskset', ['-c', '1', 'true'], { stdio: 'ignore' });
    return { server: ['taskset', '-c', '0'], load: ['taskset', '-c', '1'] };
  } catch {
    return { server: [], load: [] };
  }
}
