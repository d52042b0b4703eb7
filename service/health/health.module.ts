import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { SERVER_CONFIG } from '../common/tokens.ts';
import type { Feature, ServerConfig } from '../config/server.config.ts';
import { ContentHealthIndicator } from '../content/content.health.ts';
import { ContentModule } from '../content/content.module.ts';
import { TicketQueueHealthIndicator } from '../ticket-queue/ticket-queue.health.ts';
import { TicketQueueModule } from '../ticket-queue/ticket-queue.module.ts';
import { HealthController } from './health.controller.ts';
import { Readiness } from './readiness.ts';
import { FEATURE_HEALTH } from './health.tokens.ts';
import type { FeatureHealth } from './health.tokens.ts';

/** Where each feature's health is known. */
const INDICATORS = {
  content: { module: ContentModule, indicator: ContentHealthIndicator },
  'ticket-queue': { module: TicketQueueModule, indicator: TicketQueueHealthIndicator },
} as const satisfies Readonly<Record<Feature, object>>;

/** Collects the health indicators of the features. While draining, Terminus answers 503 and keeps the process alive. */
@Module({})
export class HealthModule {
  static with(features: readonly Feature[]): DynamicModule {
    const used = features.map((feature) => INDICATORS[feature]);
    return {
      module: HealthModule,
      imports: [
        ...used.map(({ module }) => module),
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
        Readiness,
        {
          provide: FEATURE_HEALTH,
          useFactory: (...indicators: FeatureHealth[]) => indicators,
          inject: used.map(({ indicator }) => indicator),
        },
      ],
    };
  }
}
