import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { SERVER_CONFIG } from '../common/tokens.ts';
import type { ServerConfig } from '../config/server.config.ts';
import type { Feature, FeatureHealth } from '../feature.ts';
import { HealthController } from './health.controller.ts';
import { FEATURE_HEALTH, ManagementProbes } from './management-probes.ts';

/** An enabled feature and its module. */
interface RunningFeature {
  readonly feature: Feature;
  readonly module: DynamicModule;
}

/** Aggregates the health of the features. While draining, Terminus responds with 503 and keeps the process alive. */
@Module({})
export class HealthModule {
  static with(features: readonly RunningFeature[]): DynamicModule {
    return {
      module: HealthModule,
      imports: [
        ...features.map(({ module }) => module),
        TerminusModule.forRootAsync({
          useFactory: (config: ServerConfig) => ({
            gracefulShutdownTimeoutMs: config.SHUTDOWN_DRAIN_SECONDS * 1000,
            logger: false,
          }),
          inject: [SERVER_CONFIG],
        }),
      ],
      controllers: [HealthController],
      providers: [
        ManagementProbes,
        {
          provide: FEATURE_HEALTH,
          useFactory: (...health: FeatureHealth[]) => health,
          inject: features.flatMap(({ feature }) => feature.health ?? []),
        },
      ],
    };
  }
}
