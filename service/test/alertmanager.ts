import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

/** An alert as Prometheus sends it. */
export interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** In the past for an alert that has ended. */
  readonly endsAt?: string;
}

/** An Alertmanager process on a free port. */
export class AlertmanagerServer {
  /** Host and port. */
  readonly address: string;
  readonly #directory: string;
  readonly #child: ChildProcess;

  private constructor(address: string, directory: string) {
    this.address = address;
    this.#directory = directory;
    const options = [
      `--config.file=${join(directory, 'alertmanager.yml')}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
      // No cluster of several Alertmanagers.
      '--cluster.listen-address=',
    ];
    this.#child = spawn('prometheus-alertmanager', options, { stdio: 'ignore' });
  }

  /** @param config `alertmanager.yml` as an object. */
  static async start(config: object): Promise<AlertmanagerServer> {
    const directory = mkdtempSync(join(tmpdir(), 'kiosque-alertmanager-'));
    writeFileSync(join(directory, 'alertmanager.yml'), JSON.stringify(config));
    const server = new AlertmanagerServer(`127.0.0.1:${String(await freePort())}`, directory);
    await eventually(async () => {
      if (!(await fetch(`${server.url}/-/ready`)).ok) throw new Error('Alertmanager is not ready');
    }, 30_000);
    return server;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  async send(...alerts: readonly SentAlert[]): Promise<void> {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${this.url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify(alerts) });
    if (!answer.ok) throw new Error(await answer.text());
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
    rmSync(this.#directory, { recursive: true });
  }
}
