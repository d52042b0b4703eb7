import { Global, Module } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Metric } from 'prom-client';
import type { Logger } from 'pino';
import { Limits } from '../http/limits.ts';
import type { Redact } from '../common/logging/redact.ts';
import { LOGGER, REDACT, SERVER_CONFIG } from '../common/tokens.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { BUILD } from '../common/build.ts';
import { ManagementServer } from './management.server.ts';
import { METRICS_REGISTRY } from './metrics.tokens.ts';
import { RequestDurations } from './request-durations.ts';
import { RequestObserver } from './request-observer.ts';

/** Creates a registry with process metrics, build information, request durations and limits reached. */
function createRegistry(durations: RequestDurations, limits: Limits): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  registry.registerMetric(durations as unknown as Metric);
  new Gauge({
    name: 'kiosque_build_info',
    help: 'Always 1; the labels identify the build.',
    labelNames: ['version', 'revision', 'node'],
    registers: [registry],
  })
    .labels(BUILD.version, BUILD.revision, process.version)
    .set(1);
  new Counter({
    name: 'kiosque_limits_reached_total',
    help: 'Number of times each limit was reached and a request rejected.',
    labelNames: ['limit'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [limit, count] of limits.counts()) this.inc({ limit }, count);
    },
  });
  return registry;
}

/** Prometheus metrics and the management server. */
@Global()
@Module({
  providers: [
    RequestDurations,
    { provide: METRICS_REGISTRY, useFactory: createRegistry, inject: [RequestDurations, Limits] },
    {
      provide: RequestObserver,
      useFactory: (durations: RequestDurations, logger: Logger, config: ServerConfig, redact: Redact) =>
        new RequestObserver(durations, logger, config.LOG_REQUESTS === 'all', redact),
      inject: [RequestDurations, LOGGER, SERVER_CONFIG, REDACT],
    },
    ManagementServer,
  ],
  exports: [METRICS_REGISTRY, RequestObserver, ManagementServer],
})
export class MetricsModule {}
