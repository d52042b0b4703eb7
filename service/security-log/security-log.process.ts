import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, LOGGER, SERVER_CONFIG } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { AnalysisWorker } from './analysis-worker.ts';
import { BatchReader } from './batch-reader.ts';
import { createSources } from './create-sources.ts';
import type { Sources } from './create-sources.ts';
import type { FindingStore } from './findings/finding-store.ts';
import type { LineQueue, ReadLines } from './line-queue/line-queue.ts';
import { Retention } from './retention.ts';
import type { SecurityLogConfig } from './security-log.config.ts';
import { SecurityLogMetrics } from './security-log.metrics.ts';
import { FINDING_STORE, LINE_QUEUE, SECURITY_LOG_CONFIG } from './security-log.tokens.ts';

/** Collects and analyses lines while the process runs, as SECURITY_LOG_ROLES says. */
@Injectable()
export class SecurityLogProcess implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #sources: Sources | undefined;
  readonly #worker: AnalysisWorker | undefined;
  readonly #retention: Retention | undefined;

  constructor(
    @Inject(SECURITY_LOG_CONFIG) config: SecurityLogConfig,
    @Inject(SERVER_CONFIG) { HOST }: ServerConfig,
    @Inject(LINE_QUEUE) private readonly queue: LineQueue,
    @Inject(FINDING_STORE) findings: FindingStore,
    @Inject(LOGGER) logger: Logger,
    @Inject(CLOCK) now: Clock,
    metrics: SecurityLogMetrics,
  ) {
    const roles = config.SECURITY_LOG_ROLES;
    if (roles.includes('collect')) {
      const countLines = metrics.countLines.bind(metrics);
      this.#sources = createSources({ config: { ...config, HOST }, queue, logger, now, countLines });
    }
    if (!roles.includes('analyse')) return;
    const reader = new BatchReader(config.SECURITY_LOG_TIME_ZONE, config.SECURITY_LOG_TRUSTED_PROXIES);
    const onRead = (read: ReadonlyMap<string, ReadLines>): void => {
      metrics.countAnalysed(read.values());
    };
    this.#worker = new AnalysisWorker({ queue, findings, reader, logger, onRead });
    this.#retention = new Retention({ queue, findings, config, logger, now });
  }

  /** What does not work at the moment; undefined if everything does. */
  get problem(): string | undefined {
    if (this.#worker?.failure !== undefined) return this.#worker.failure;
    return this.#sources?.appender.isWaiting === true
      ? 'log lines wait, because the queue is full or its storage is not responding'
      : undefined;
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const source of this.#sources?.all ?? []) await source.start();
    this.#worker?.start();
    this.#retention?.start();
  }

  /** Lines that were received are stored first; what is being analysed is finished. */
  async onApplicationShutdown(): Promise<void> {
    this.#retention?.stop();
    // While the storage does not respond, waiting for it would outlast the drain.
    const sources = Promise.all((this.#sources?.all ?? []).map((source) => source.stop()));
    this.#sources?.appender.stop();
    await sources;
    await this.#worker?.stop();
    await this.queue.close();
  }
}
