import { Global, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Logger } from 'pino';
import type { Redact } from '../common/logging/redact.ts';
import { RedisNodes } from '../common/redis/redis-nodes.ts';
import { CLOCK, LOGGER, REDACT, SERVER_CONFIG } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { AccessLog } from '../http/access-log.ts';
import { SourceErrors } from '../http/source-errors.ts';
import { DependencyDurations } from './dependency-durations.ts';
import { LogMetrics } from './log.metrics.ts';
import { ManagementServer } from './management.server.ts';
import { METRICS_REGISTRY } from './metrics.tokens.ts';
import { ProcessMetrics } from './process.metrics.ts';
import { RequestDurations } from './request-durations.ts';
import { RequestObserver } from './request-observer.ts';

/** Creates a registry with the metrics of Node and its process. */
function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Prometheus metrics and the management server. */
@Global()
@Module({
  providers: [
    RequestDurations,
    DependencyDurations,
    { provide: RedisNodes, useFactory: (now: Clock) => new RedisNodes(now), inject: [CLOCK] },
    {
      provide: SourceErrors,
      useFactory: (config: ServerConfig, now: Clock) => new SourceErrors(config.TRUSTED_PROXIES, now),
      inject: [SERVER_CONFIG, CLOCK],
    },
    { provide: METRICS_REGISTRY, useFactory: createRegistry },
    ProcessMetrics,
    LogMetrics,
    {
      provide: AccessLog,
      useFactory: (logger: Logger, redact: Redact, config: ServerConfig) => new AccessLog({ logger, redact, config }),
      inject: [LOGGER, REDACT, SERVER_CONFIG],
    },
    {
      provide: RequestObserver,
      useFactory: (durations: RequestDurations, log: AccessLog, sources: SourceErrors) =>
        new RequestObserver(durations, log, sources),
      inject: [RequestDurations, AccessLog, SourceErrors],
    },
    ManagementServer,
  ],
  exports: [METRICS_REGISTRY, DependencyDurations, RedisNodes, SourceErrors, RequestObserver, ManagementServer],
})
export class MetricsModule {}
