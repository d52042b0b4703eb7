import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../service/test/eventually.ts';
import { ServiceProcess } from '../../../service/test/service-process.ts';
import type { Ledger } from './ledger.ts';

/** A built version of the service. */
export interface Version {
  readonly name: string;
  /** Directory with `build/` and the source of the commands. */
  readonly root: string;
}

/** The versions of a run. */
export interface Versions {
  readonly old: Version;
  readonly new: Version;
}

/** Gateways send requests to a terminating pod until they learn of it. */
const STILL_SENT_MS = 500;
const DRAIN_SECONDS = 1;

/** One process of a version. */
export class Replica {
  readonly version: Version;
  readonly url: string;
  readonly #service: ServiceProcess;

  private constructor(version: Version, service: ServiceProcess, url: string) {
    this.version = version;
    this.#service = service;
    this.url = url;
  }

  /** Starts a process, and waits until it is ready. */
  static async start(version: Version, environment: NodeJS.ProcessEnv): Promise<Replica> {
    const own = { SHUTDOWN_DRAIN_SECONDS: String(DRAIN_SECONDS), LOG_LEVEL: 'info' };
    const { service, url } = await ServiceProcess.start({ ...own, ...environment }, version.root).catch(
      (error: unknown) => {
        throw new Error(`The ${version.name} version did not start: ${(error as Error).message}`);
      },
    );
    await eventually(async () => {
      const response = await fetch(`${url}/readyz`);
      if (!response.ok) throw new Error(`${version.name} is not ready: ${await response.text()}`);
    });
    return new Replica(version, service, url);
  }

  /** Ends it as Kubernetes does: it still gets requests for a moment, until `remove` is called. */
  async stop(ledger: Ledger, remove: () => void = () => undefined): Promise<void> {
    const ended = this.#service.end('SIGTERM');
    await sleep(STILL_SENT_MS);
    remove();
    const code = await ended;
    if (code !== 0) ledger.report('lost', `the ${this.version.name} version ended with ${String(code)} after SIGTERM.`);
  }

  /** Ends it at once, after a failure. */
  async kill(): Promise<void> {
    if (this.#service.child.exitCode === null) await this.#service.end('SIGKILL');
  }
}

/** The replicas in service, oldest first. */
export class Fleet {
  readonly #replicas: Replica[] = [];

  readonly urls = (): readonly string[] => this.#replicas.map(({ url }) => url);

  async add(version: Version, environment: NodeJS.ProcessEnv): Promise<void> {
    this.#replicas.push(await Replica.start(version, environment));
  }

  /** Takes the oldest out of service and stops it. The last one gets no requests meanwhile. */
  async removeOldest(ledger: Ledger): Promise<void> {
    const [oldest] = this.#replicas;
    await oldest?.stop(ledger, () => this.#replicas.shift());
  }

  /** Kills all that are left. */
  async end(): Promise<void> {
    for (const replica of this.#replicas) await replica.kill();
  }
}
