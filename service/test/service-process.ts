import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built service as a process, as `npm start` runs it. */
export class ServiceProcess {
  readonly child: ChildProcess;
  /** Default directory of its tickets, keys and audit log. */
  readonly directory = mkdtempSync(join(tmpdir(), 'kiosque-process-'));
  /** Everything written to stdout and stderr. */
  output = '';

  private constructor(environment: NodeJS.ProcessEnv, options: readonly string[], repository = '.') {
    const { PATH } = process.env;
    const own = {
      PORT: '0',
      MANAGEMENT_PORT: '0',
      LOG_FORMAT: 'json',
      QUEUE_DIRECTORY: this.directory,
      ACCESS_DIRECTORY: this.directory,
      SECURITY_LOG_DIRECTORY: this.directory,
    };
    this.child = spawn(process.execPath, ['build/main.js', ...options], {
      cwd: repository,
      env: { PATH, ...own, ...environment },
    });
    this.child.once('exit', () => {
      rmSync(this.directory, { recursive: true });
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** Starts the service built in `repository`, and waits until it listens. */
  static async start(
    environment: NodeJS.ProcessEnv = {},
    repository = '.',
  ): Promise<{ service: ServiceProcess; url: string }> {
    const service = new ServiceProcess(environment, [], repository);
    for (;;) {
      const url = /"url":"([^"]+)"/.exec(service.output)?.[1];
      if (url !== undefined) return { service, url };
      if (service.child.exitCode !== null) throw new Error(service.output);
      await Promise.race([once(service.child.stdout ?? service.child, 'data'), once(service.child, 'exit')]);
    }
  }

  /** Runs it to completion. */
  static async run(
    environment: NodeJS.ProcessEnv,
    ...options: string[]
  ): Promise<{ code: number | null; output: string }> {
    const service = new ServiceProcess(environment, options);
    const [code] = (await once(service.child, 'close')) as [number | null];
    return { code, output: service.output };
  }

  /** Sends a signal and returns the exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }
}
