import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

/** A series and its value at one time. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A prometheus process on a free port, with its data in a temporary directory. */
export class PrometheusServer {
  readonly url: string;
  readonly #directory: string;
  readonly #child: ChildProcess;

  private constructor(port: number, directory: string) {
    this.url = `http://127.0.0.1:${String(port)}`;
    this.#directory = directory;
    const options = [
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${String(port)}`,
    ];
    this.#child = spawn('prometheus', options, { stdio: 'ignore' });
  }

  /** @param config `prometheus.yml` as an object or as text; @param rules a file of rules, which the configuration names `rules.json`. */
  static async start(config: object | string, rules?: object): Promise<PrometheusServer> {
    const directory = mkdtempSync(join(tmpdir(), 'kiosque-prometheus-'));
    writeFileSync(join(directory, 'prometheus.yml'), typeof config === 'string' ? config : JSON.stringify(config));
    if (rules !== undefined) writeFileSync(join(directory, 'rules.json'), JSON.stringify(rules));
    const server = new PrometheusServer(await freePort(), directory);
    await eventually(async () => {
      if (!(await fetch(`${server.url}/-/ready`)).ok) throw new Error('Prometheus is not ready');
    }, 30_000);
    return server;
  }

  /** Evaluates PromQL now, or at a Unix time. */
  async query(expression: string, time?: number): Promise<readonly Sample[]> {
    const parameters = new URLSearchParams({ query: expression, ...(time !== undefined && { time: String(time) }) });
    const { status, data, error } = (await this.get(`/api/v1/query?${String(parameters)}`)) as {
      status: string;
      data: { result: readonly Sample[] };
      error?: string;
    };
    if (status !== 'success') throw new Error(`${expression}: ${error ?? status}`);
    return data.result;
  }

  /** Returns the JSON of a path. */
  async get(path: string): Promise<unknown> {
    return (await fetch(`${this.url}${path}`)).json();
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
    rmSync(this.#directory, { recursive: true });
  }
}
