import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { AlertmanagerServer } from './alertmanager.ts';
import { Azurite } from './azurite.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { OtlpReceiver } from './otlp-receiver.ts';
import { PrometheusServer } from './prometheus.ts';
import { ServiceProcess } from './service-process.ts';
import { SmtpSink } from './smtp-sink.ts';

/** A service of compose.yaml. */
export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
}

/** Compose merges `<<`, which YAML 1.2 no longer has. */
export const COMPOSE = load(readFileSync('compose.yaml', 'utf8'), { schema: CORE_SCHEMA.withTags(mergeTag) }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
};

/** The processes that run the service itself. */
const OWN = Object.entries(COMPOSE.services).filter(
  ([, { build, entrypoint }]) => build !== undefined && entrypoint === undefined,
);

/**
 * The composition of compose.yaml from installed programs: same settings, commands and files; only host names, ports and directories
 * differ. An OTLP receiver takes the place of Loki; Grafana is left out.
 */
export class Platform {
  readonly #directory = mkdtempSync(join(tmpdir(), 'kiosque-platform-'));
  readonly #places = new Map<string, string>();
  readonly #stops: (() => Promise<unknown>)[] = [];
  /** What the container that creates the credentials printed. */
  printed = '';
  url = '';
  mail!: SmtpSink;
  logs!: OtlpReceiver;
  prometheus!: PrometheusServer;
  alertmanager!: AlertmanagerServer;
  readonly processes = new Map<string, ServiceProcess>();

  static async start(): Promise<Platform> {
    const platform = new Platform();
    try {
      await platform.#start();
    } catch (error) {
      await platform.stop();
      throw error;
    }
    return platform;
  }

  /** Creates the credentials as the container does. Returns what it prints. */
  async createCredentials(): Promise<string> {
    const [, script = ''] = COMPOSE.services['credentials']?.entrypoint ?? [];
    const file = script.replace('/tools/', 'tools/compose/');
    const { stdout } = await promisify(execFile)(process.execPath, [file, this.#directory, this.#directory]);
    return stdout;
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.toReversed()) await stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    this.printed = await this.createCredentials();
    this.#places.set('/credentials', this.#directory);
    const azurite = await Azurite.start();
    this.#stops.push(() => azurite.remove());
    this.#places.set('azurite:10000', `127.0.0.1:${String(azurite.port)}`);
    await this.#redis();
    this.mail = await SmtpSink.start();
    this.#stops.push(() => this.mail.stop());
    this.logs = await OtlpReceiver.start();
    this.#stops.push(() => this.logs.stop());
    this.#places.set('http://loki:3100/otlp', this.logs.url);
    const [, ...publish] = COMPOSE.services['publish']?.entrypoint ?? [];
    await promisify(execFile)(process.execPath, publish, {
      env: { ...this.#environment('publish'), PATH: process.env['PATH'] },
    });
    for (const [name] of OWN) await this.#service(name);
    await this.#alerting();
    await this.#proxy();
  }

  async #redis(): Promise<void> {
    const [program = '', file = ''] = COMPOSE.services['redis']?.command ?? [];
    const port = String(await freePort());
    this.#spawn(program, [this.#placed(file), '--port', port, '--bind', '127.0.0.1']);
    this.#places.set('"REDIS_HOST":"redis"', `"REDIS_HOST":"127.0.0.1","REDIS_PORT":"${port}"`);
  }

  async #service(name: string): Promise<void> {
    const [port, management] = [await freePort(), await freePort()];
    const environment = { ...this.#environment(name), PORT: String(port), MANAGEMENT_PORT: String(management) };
    const { service } = await ServiceProcess.start(environment);
    this.processes.set(name, service);
    this.#stops.push(() => service.end('SIGTERM'));
    this.#places.set(`${name}:3000`, `127.0.0.1:${String(port)}`);
    this.#places.set(`${name}:9464`, `127.0.0.1:${String(management)}`);
  }

  async #alerting(): Promise<void> {
    this.#places.set('mail:1025', `127.0.0.1:${String(this.mail.port)}`);
    const quick = this.#file('dist/observability/alertmanager.yaml').replaceAll(/(group_wait: )\w+/g, '$1100ms');
    this.alertmanager = await AlertmanagerServer.start(load(quick) as object);
    this.#stops.push(() => this.alertmanager.stop());
    this.#places.set('alertmanager:9093', this.alertmanager.address);
    this.#places.set('/etc/prometheus/alerts.yml', join(process.cwd(), 'dist/observability/alerts.yaml'));
    this.prometheus = await PrometheusServer.start(this.#file('compose.prometheus.yaml'));
    this.#stops.push(() => this.prometheus.stop());
  }

  async #proxy(): Promise<void> {
    const port = String(await freePort());
    const file = join(this.#directory, 'nginx.conf');
    const text = this.#file('tools/compose/nginx.conf')
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
      .replaceAll('/tmp/', `${this.#directory}/`);
    writeFileSync(file, `daemon off;\n${text}`);
    this.#spawn('nginx', ['-p', this.#directory, '-c', file, '-e', join(this.#directory, 'error.log')]);
    this.url = `http://127.0.0.1:${port}`;
    await eventually(() => fetch(this.url));
  }

  #spawn(program: string, options: readonly string[]): void {
    const child: ChildProcess = spawn(program, options, { stdio: 'ignore' });
    this.#stops.push(async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    });
  }

  /** The settings of a service, as `docker compose --profile full up` passes them with OTEL_LOGS=on. */
  #environment(name: string): NodeJS.ProcessEnv {
    const { environment = {} } = COMPOSE.services[name] ?? {};
    const text = JSON.stringify(environment).replace(/\$\{OTEL_LOGS:-off\}/, 'on');
    return JSON.parse(this.#placed(text)) as NodeJS.ProcessEnv;
  }

  #file(name: string): string {
    return this.#placed(readFileSync(name, 'utf8'));
  }

  #placed(text: string): string {
    return [...this.#places].reduce((placed, [there, here]) => placed.replaceAll(there, here), text);
  }
}
