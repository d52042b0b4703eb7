import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { Registry } from 'prom-client';
import { BUILD } from '../common/build.ts';
import type { Limits } from '../http/limits.ts';
import type { RecentProblems } from '../http/problems/recent-problems.ts';
import { History } from './history.ts';
import type { ProcessRegistry } from './process-registry.ts';
import type { FeatureOperations, Gauge, ProcessState } from './process-state.ts';

const ANNOUNCE_MS = 10_000;
const SAMPLE_MS = 60_000;

/** Health of a feature, as its module exports it. */
export interface ComponentHealth {
  checks(): (() => HealthIndicatorResult)[];
}

/** What the state of a process is made of. */
export interface Monitored {
  /** Name of what the process serves: `content`, `rubis`. */
  readonly name: string;
  readonly health: readonly ComponentHealth[];
  readonly operations: readonly FeatureOperations[];
  readonly limits: Limits;
  readonly problems: RecentProblems;
  readonly registry: Registry;
  readonly processes: ProcessRegistry;
  readonly now: () => number;
}

/** Knows the state of this process, records its history, and announces it to the processes that share its Redis. */
export class ProcessMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Pods have unique host names; elsewhere several processes may share one. */
  readonly #id = `${hostname()} ${randomUUID().slice(0, 8)}`;
  readonly #parts: Monitored;
  readonly #history = new History();
  readonly #startedAt: number;
  #requests = 0;
  #timers: readonly NodeJS.Timeout[] = [];

  constructor(parts: Monitored) {
    this.#parts = parts;
    this.#startedAt = parts.now();
  }

  onApplicationBootstrap(): void {
    const announce = (): void => {
      this.announce().catch(() => undefined);
    };
    const sample = (): void => {
      this.sample().catch(() => undefined);
    };
    this.#timers = [setInterval(announce, ANNOUNCE_MS).unref(), setInterval(sample, SAMPLE_MS).unref()];
    sample();
    announce();
  }

  async onApplicationShutdown(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#parts.processes.withdraw(this.#id).catch(() => undefined);
    await this.#parts.processes.close();
  }

  /** Tells the other processes the state of this one. Rejects if Redis does not respond. */
  async announce(): Promise<void> {
    await this.#parts.processes.announce(this.state());
  }

  /** Returns all processes, by name, and whether the others could be read. */
  async all(): Promise<{ readonly processes: readonly ProcessState[]; readonly isComplete: boolean }> {
    const own = this.state();
    try {
      const others = await this.#parts.processes.others(this.#id);
      const processes = [own, ...others].sort((a, b) => a.name.localeCompare(b.name) || a.startedAt - b.startedAt);
      return { processes, isComplete: true };
    } catch {
      return { processes: [own], isComplete: false };
    }
  }

  /** Records the values of this minute. */
  async sample(): Promise<void> {
    const { now, operations } = this.#parts;
    const total = await this.#count();
    const requests: Gauge = {
      id: `requests ${this.#id}`,
      title: { en: `Requests per minute, ${this.#label}`, fr: `Requêtes par minute, ${this.#label}` },
      value: total - this.#requests,
    };
    this.#requests = total;
    this.#history.add(now(), [...operations.flatMap((feature) => feature.gauges()), requests]);
  }

  /** Returns the state of this process. */
  state(): ProcessState {
    const { name, health, operations, limits, problems, now } = this.#parts;
    return {
      id: this.#id,
      name,
      at: now(),
      startedAt: this.#startedAt,
      ...BUILD,
      node: process.version,
      components: health.flatMap((feature) => feature.checks().flatMap((check) => componentsOf(check()))),
      tables: operations.flatMap((feature) => [...feature.tables()]),
      history: [...this.#history.all],
      limits: [...limits.counts()].flatMap(([limit, count]) => (count === 0 ? [] : [{ limit, count }])),
      problems: [...problems.all],
    };
  }

  get #label(): string {
    return `${this.#parts.name} (${hostname()})`;
  }

  /** Returns the number of requests since the start. */
  async #count(): Promise<number> {
    const metric = await this.#parts.registry.getSingleMetric('kiosque_http_request_duration_seconds')?.get();
    const counts = metric?.values.filter(
      (value) => 'metricName' in value && String(value.metricName).endsWith('_count'),
    );
    return (counts ?? []).reduce((sum, { value }) => sum + value, 0);
  }
}

function componentsOf(result: HealthIndicatorResult): ProcessState['components'] {
  return Object.entries(result).map(([name, { status, message }]) => ({
    name,
    status,
    message: typeof message === 'string' ? message : '',
  }));
}
