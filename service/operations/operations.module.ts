import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { AccessConfig } from '../access/access.config.ts';
import type { RedisConfig } from '../common/redis/redis.config.ts';
import { CLOCK, LOGGER } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { AzureConfig } from '../config/azure.config.ts';
import type { NamedFlag } from '../config/feature-flags.ts';
import { Limits } from '../http/limits.ts';
import { RecentProblems } from '../http/problems/recent-problems.ts';
import { METRICS_REGISTRY } from '../metrics/metrics.tokens.ts';
import { featureFlagOperations } from './feature-flags.operations.ts';
import { ProcessMonitor } from './process-monitor.ts';
import type { ComponentHealth } from './process-monitor.ts';
import { ProcessRegistry } from './process-registry.ts';
import type { FeatureOperations } from './process-state.ts';

type Config = AccessConfig & RedisConfig & AzureConfig;

/** What the features of the process contribute. */
interface Contributions {
  /** Name of what the process serves. */
  readonly name: string;
  /** Their modules. */
  readonly modules: readonly DynamicModule[];
  /** Tokens of their health. */
  readonly health: readonly symbol[];
  /** Tokens of their `FeatureOperations`. */
  readonly operations: readonly symbol[];
  readonly flags: readonly NamedFlag[];
}

/** The state of this process and of those that share its Redis, for the operations page. */
@Module({})
export class OperationsModule {
  static with(config: Config, { name, modules, health, operations, flags }: Contributions): DynamicModule {
    const common = [METRICS_REGISTRY, Limits, RecentProblems, LOGGER, CLOCK];
    return {
      module: OperationsModule,
      global: true,
      imports: [...modules],
      providers: [
        {
          provide: ProcessMonitor,
          useFactory: (
            registry: Registry,
            limits: Limits,
            problems: RecentProblems,
            logger: Logger,
            now: Clock,
            ...parts: (ComponentHealth & FeatureOperations)[]
          ) =>
            new ProcessMonitor({
              name,
              health: parts.slice(0, health.length),
              operations: [...parts.slice(health.length), featureFlagOperations(flags, config)],
              ...{ limits, problems, registry, now },
              processes: new ProcessRegistry(connection(config, logger), now),
            }),
          inject: [...common, ...health, ...operations],
        },
      ],
      exports: [ProcessMonitor],
    };
  }
}

/** Connects in the background, so that the start does not wait for a Redis that does not respond. */
function connection(config: Config, logger: Logger): () => Redis | Cluster | undefined {
  let redis: Redis | Cluster | undefined;
  if (config.ACCESS_STORE === 'redis') {
    import('../common/redis/connect-redis.ts')
      .then(async ({ connectRedis }) => {
        redis = await connectRedis(config, logger);
      })
      .catch((error: unknown) => {
        logger.error({ err: error }, 'the operations page shows this process only');
      });
  }
  return () => redis;
}
