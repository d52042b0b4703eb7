import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { Action } from '../../../charts/observability/dashboards/dashboard.ts';
import { keyEntry, newKey } from '../../../service/access/api-keys.ts';
import { Azurite } from '../../../service/test/azurite.ts';
import { eventually } from '../../../service/test/eventually.ts';
import { freePort } from '../../../service/test/free-port.ts';
import { PrometheusServer } from '../../../service/test/prometheus.ts';
import { RedisServer } from '../../../service/test/redis.ts';
import { runCommand } from '../../../service/test/run-command.ts';
import { ServiceProcess } from '../../../service/test/service-process.ts';
import { ClusterExposition } from './cluster-exposition.ts';
import { sendLogs } from './send-logs.ts';

/** The namespace of all series. */
export const NAMESPACE = 'kiosque-observed';
const QUEUES = ['rubis', 'saphir'];
const CONTAINERS = ['content', ...QUEUES.map((queue) => `queue-${queue}`)];

/** A process of the built service, in the place of a pod. */
interface Pod {
  readonly name: string;
  readonly container: string;
  readonly url: string;
  readonly management: string;
  readonly service: ServiceProcess;
}

/**
 * The built service as content and two queues, one pod of content and one of a queue without storage, an Azurite, a Redis, and a
 * Prometheus that scrapes them every second together with what a cluster reports.
 */
export class ObservedPlatform {
  readonly pods: Pod[] = [];
  prometheus!: PrometheusServer;
  readonly #cluster = new ClusterExposition(NAMESPACE, CONTAINERS);
  readonly #directory = mkdtempSync(join(tmpdir(), 'kiosque-observed-'));
  readonly #key = newKey();
  /** Referenced, because a response that is collected as garbage ends its stream. */
  readonly #followed: Response[] = [];
  readonly #streams = new AbortController();
  readonly #closing: (() => unknown)[] = [];
  #azurite!: Azurite;
  #redis!: RedisServer;
  #published = 0;
  #sent = 0;

  static async start(): Promise<ObservedPlatform> {
    const platform = new ObservedPlatform();
    await platform.#start();
    return platform;
  }

  async stop(): Promise<void> {
    for (const close of this.#closing.reverse()) await close();
    rmSync(this.#directory, { recursive: true });
  }

  /** Does what `Action` says. */
  async perform(action: Action): Promise<void> {
    const actions: Readonly<Record<Action, () => unknown>> = {
      read: () => this.#read(),
      publish: () => this.#publish(),
      fail: () => this.#fail(),
      serve: () => this.#serve(),
      follow: () => this.#follow(),
      'run-jobs': () => this.#runJobs(),
      'send-logs': () => sendLogs(this.#pod('security-log').url, this.#key, ++this.#sent),
      'lose-storage': () => this.#loseStorage(),
      'configure-redis': () => this.#configureRedis(),
      'lose-redis': () => {
        this.#redis.freeze();
      },
      'stop-pod': () => this.#pod('content', 1).service.end('SIGKILL'),
      'change-cluster': () => {
        this.#cluster.change();
      },
    };
    await actions[action]();
  }

  async #start(): Promise<void> {
    this.#azurite = await Azurite.start();
    this.#closing.push(() => this.#azurite.remove());
    for (const file of readdirSync('content')) await this.#azurite.upload(file, readFileSync(join('content', file)));
    this.#redis = await RedisServer.start();
    this.#closing.push(() => this.#redis.stop());
    writeFileSync(this.#keysFile, dump({ keys: [keyEntry('observer', this.#key, ['desk', 'logs', 'security'])] }));
    const telemetry = await this.#serveText(() => '');
    const closed = String(await freePort());
    const storage = this.#azurite.connectionString;
    await this.#startPod('content', telemetry, { AZURE_STORAGE_CONNECTION_STRING: storage });
    const nowhere = storage.replace(`:${String(this.#azurite.port)}/`, `:${closed}/`);
    await this.#startPod('content', telemetry, { AZURE_STORAGE_CONNECTION_STRING: nowhere });
    for (const queue of QUEUES)
      await this.#startPod(`queue-${queue}`, telemetry, { QUEUE_NAME: queue, REDIS_PORT: String(this.#redis.port) });
    await this.#startPod('queue-rubis', telemetry, { QUEUE_NAME: 'rubis', REDIS_PORT: closed });
    await this.#startPod('security-log', telemetry, { REDIS_PORT: String(this.#redis.port) });
    this.prometheus = await PrometheusServer.start(await this.#scrapeConfig());
    this.#closing.push(() => this.prometheus.stop());
  }

  get #keysFile(): string {
    return join(this.#directory, 'keys.yaml');
  }

  async #startPod(container: string, telemetry: string, differences: NodeJS.ProcessEnv): Promise<void> {
    const management = String(await freePort());
    const { service, url } = await ServiceProcess.start({
      FEATURES: container.replace(/^queue-.*/, 'ticket-queue'),
      MANAGEMENT_PORT: management,
      LOG_REQUESTS: 'all',
      OTEL_LOGS: 'on',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${telemetry}`,
      MAX_EVENT_STREAMS_PER_ADDRESS: '2',
      CONTENT_SOURCE: 'azure-blob',
      CONTENT_CACHE_TTL_SECONDS: '2',
      CONTENT_READ_TRIES: '1',
      CONTENT_READ_TIMEOUT_SECONDS: '2',
      QUEUE_STORE: 'redis',
      SECURITY_LOG_STORE: 'redis',
      BLOCKLIST_BUILD_SECONDS: '1',
      QUEUE_KEYS_FILE: this.#keysFile,
      QUEUE_TICKETS_PER_MINUTE: '0',
      ...differences,
    });
    const name = `${container}-${String(this.pods.length)}`;
    this.pods.push({ name, container, url, management: `127.0.0.1:${management}`, service });
    this.#closing.push(() => service.child.exitCode ?? service.child.signalCode ?? service.end('SIGKILL'));
  }

  #pod(container: string, index = 0): Pod {
    const pod = this.pods.filter((each) => each.container === container)[index];
    if (pod === undefined) throw new Error(`there is no pod ${String(index)} of ${container}`);
    return pod;
  }

  async #scrapeConfig(): Promise<object> {
    const cluster = await this.#serveText(() => this.#cluster.text());
    const pods = this.pods.map(({ name, container, management }) => ({
      targets: [management],
      labels: { namespace: NAMESPACE, container, pod: name },
    }));
    return {
      global: { scrape_interval: '1s' },
      scrape_configs: [
        { job_name: 'kiosque', honor_labels: true, static_configs: pods },
        { job_name: 'cluster', honor_labels: true, static_configs: [{ targets: [cluster] }] },
      ],
    };
  }

  /** Serves a text on every path, and returns host and port. */
  async #serveText(text: () => string): Promise<string> {
    const server = createServer((request, response) => {
      request.resume();
      response.setHeader('Content-Type', 'text/plain; version=0.0.4').end(text());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  async #read(): Promise<void> {
    const { url } = this.#pod('content');
    for (let turn = 0; turn < 20; turn++)
      for (const path of ['/api/faq', '/faq', '/api/events', '/api/news']) await (await fetch(`${url}${path}`)).text();
  }

  /** An invalid document, which is refused, then one with one more question. */
  async #publish(): Promise<void> {
    await this.#azurite.upload('faq.json', 'invalid');
    await eventually(async () => {
      const counter = 'kiosque_content_refreshes_total{collection="faq", outcome="refused"} > 0';
      if ((await this.prometheus.query(counter)).length === 0) throw new Error('the document was not refused yet');
    });
    this.#published += 1;
    const { questions } = JSON.parse(readFileSync('content/faq.json', 'utf8')) as { questions: object[] };
    const more = Array.from({ length: this.#published }, (_, index) => ({
      id: `new-${String(index)}`,
      question: 'Why?',
      answer: 'Because.',
    }));
    await this.#azurite.upload('faq.json', JSON.stringify({ questions: [...questions, ...more] }));
  }

  async #fail(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) {
      await (await fetch(`${this.#pod('content', 1).url}/api/faq`)).text();
      await this.#post(this.#pod('queue-rubis', 1), 'tickets');
    }
  }

  /** Takes three tickets of each queue, calls one, and completes it. */
  async #serve(): Promise<void> {
    for (const queue of QUEUES) {
      const pod = this.#pod(`queue-${queue}`);
      for (let turn = 0; turn < 3; turn++) await this.#post(pod, 'tickets');
      const called = (await this.#post(pod, 'calls', { counter: '1' })) as { token: string };
      await this.#post(pod, `tickets/${called.token}/complete`);
    }
  }

  async #post({ url, container }: Pod, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${url}/api/queues/${container.replace('queue-', '')}/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.#key}`, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return answer.json();
  }

  /** Opens more streams than one client may. */
  async #follow(): Promise<void> {
    const { url } = this.#pod('queue-rubis');
    for (let turn = 0; turn < 4; turn++)
      this.#followed.push(await fetch(`${url}/api/queues/rubis/events`, { signal: this.#streams.signal }));
    this.#closing.push(() => {
      this.#streams.abort();
    });
  }

  async #runJobs(): Promise<void> {
    const env = {
      PATH: process.env['PATH'],
      QUEUE_STORE: 'redis',
      REDIS_PORT: String(this.#redis.port),
      AZURE_STORAGE_CONNECTION_STRING: this.#azurite.connectionString,
    };
    const queues = ['--queues', QUEUES.join(',')];
    for (const command of [['backup', '--create-container'], ['close-day']]) {
      const args = ['build/ticket-queue/command.js', ...command, ...queues];
      const ended = await runCommand(process.execPath, args, { env });
      if (ended.code !== 0) throw new Error(`${args.join(' ')}: ${ended.stdout}${ended.stderr}`);
    }
  }

  async #loseStorage(): Promise<void> {
    await this.#azurite.stop();
    await eventually(async () => {
      const { url } = this.#pod('content');
      const answer = await fetch(`${url}/api/faq`);
      await answer.text();
      const stale = 'kiosque_content_stale_answers_total > 0';
      if ((await this.prometheus.query(stale)).length === 0) throw new Error('no stale copy was served yet');
    }, 20_000);
  }

  async #configureRedis(): Promise<void> {
    const redis = this.#redis.connect();
    await redis.config('SET', 'maxmemory', '200mb');
    await redis.config('SET', 'appendonly', 'no');
    redis.disconnect();
  }
}
