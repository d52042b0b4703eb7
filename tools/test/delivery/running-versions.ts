import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../service/test/eventually.ts';
import { ServiceProcess } from '../../../service/test/service-process.ts';
import { resourceNamed } from '../cluster/api-resources.ts';
import type { ApiServer } from '../cluster/api-server.ts';

/** A version of the service that is in order, and one that responds without documents, each as a process with a queue `rubis`. */
export class RunningVersions {
  readonly #empty = mkdtempSync(join(tmpdir(), 'kiosque-empty-'));
  readonly #services: ServiceProcess[] = [];
  readonly #fronts: Server[] = [];
  readonly #bad: (digest: string) => boolean;
  #urls: Readonly<Record<'good' | 'bad', string>> = { good: '', bad: '' };

  private constructor(bad: (digest: string) => boolean) {
    this.#bad = bad;
  }

  /** @param bad - digests of the image that is not in order. */
  static async start(bad: readonly string[], settings: NodeJS.ProcessEnv = {}): Promise<RunningVersions> {
    const versions = new RunningVersions((digest) => bad.includes(digest));
    await versions.#start(settings);
    return versions;
  }

  async #start(settings: NodeJS.ProcessEnv): Promise<void> {
    mkdirSync(join(this.#empty, 'content'));
    const queue = { QUEUE_NAME: 'rubis', ...settings };
    const good = await ServiceProcess.start(queue);
    const bad = await ServiceProcess.start({ ...queue, CONTENT_DIRECTORY: join(this.#empty, 'content') });
    this.#services.push(good.service, bad.service);
    this.#urls = { good: good.url, bad: bad.url };
    await eventually(async () => {
      const { status } = await fetch(`${good.url}/startupz`);
      if (status !== 200) throw new Error(`/startupz returned ${String(status)}`);
    });
  }

  /** Returns the address of an environment: it leads to the version that the cluster runs in the namespace. */
  async address(cluster: () => ApiServer, namespace: string): Promise<string> {
    const front = createServer((incoming, response) => {
      this.#forward(digestIn(cluster(), namespace), incoming, response);
    });
    this.#fronts.push(front);
    await once(front.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${String((front.address() as AddressInfo).port)}`;
  }

  #forward(digest: string, incoming: IncomingMessage, response: ServerResponse): void {
    const { hostname, port } = new URL(this.#bad(digest) ? this.#urls.bad : this.#urls.good);
    const { method, headers, url: path } = incoming;
    const onward = request({ hostname, port, method, headers, path }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    response.once('close', () => onward.destroy());
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  }

  async stop(): Promise<void> {
    for (const front of this.#fronts) {
      front.closeAllConnections();
      front.close();
    }
    for (const service of this.#services) await service.end('SIGKILL');
    rmSync(this.#empty, { recursive: true });
  }
}

/** Returns the digest of the content service in a namespace; empty before the first deployment. */
export function digestIn(cluster: ApiServer, namespace: string): string {
  const deployments = resourceNamed('apps/v1', 'deployments');
  const content = deployments && cluster.store.get(deployments, namespace, 'content');
  return String(content?.spec.template.spec.containers[0].image).split('@')[1] ?? '';
}
