import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 10_000;

/** The built service in a separate process, with all its output. */
export class FuzzedService {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #log: { text: string; read: number };

  private constructor(child: ChildProcess, log: { text: string; read: number }, port: number) {
    this.#child = child;
    this.#log = log;
    this.port = port;
  }

  /** @throws Error if it does not listen within 20 s. */
  static async start(environment: Readonly<Record<string, string>>): Promise<FuzzedService> {
    const { PATH = '' } = process.env;
    const own = { PORT: '0', MANAGEMENT_PORT: '0', LOG_FORMAT: 'json', SHUTDOWN_DRAIN_SECONDS: '0' };
    const child = spawn(process.execPath, ['build/main.js'], { env: { PATH, ...own, ...environment } });
    const log = { text: '', read: 0 };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (log.text += chunk));
    const end = performance.now() + START_LIMIT_MS;
    for (;;) {
      const port = /"url":"http:\/\/[^"]*:(\d+)"/.exec(log.text)?.[1];
      if (port !== undefined) return new FuzzedService(child, log, Number(port));
      if (child.exitCode !== null || performance.now() > end) {
        child.kill('SIGKILL');
        throw new Error(`the service did not start:\n${log.text}`);
      }
      await sleep(10);
    }
  }

  /** Its exit status; undefined while it runs. */
  get ended(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    return exitCode === null && signalCode === null ? undefined : (signalCode ?? `status ${String(exitCode)}`);
  }

  /** Waits up to one second for it to exit. */
  async waitForEnd(): Promise<void> {
    for (let tries = 0; tries < 100 && this.ended === undefined; tries++) await sleep(10);
  }

  /** The complete lines of the log since the last call. */
  newLines(): readonly string[] {
    const { text, read } = this.#log;
    const end = text.lastIndexOf('\n') + 1;
    this.#log.read = Math.max(end, read);
    return text.slice(read, end).split('\n').filter(Boolean);
  }

  /** Its last output. */
  tail(): string {
    return this.#log.text.slice(-2000);
  }

  /** Peak resident memory in MB; NaN if it has exited. */
  peakMb(): number {
    if (this.ended !== undefined) return NaN;
    const status = readFileSync(`/proc/${String(this.#child.pid)}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  /** Stops it, and returns its exit status. */
  async stop(): Promise<string> {
    if (this.ended === undefined) {
      const exit = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      const limit = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS);
      await exit;
      clearTimeout(limit);
    }
    return this.ended ?? '';
  }
}
