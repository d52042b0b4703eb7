import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { SERVER_CONFIG } from '../common/tokens.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { ContentModule } from '../content/content.module.ts';
import { HealthController } from './health.controller.ts';

/** Collects the health indicators of the features. While draining, Terminus answers 503 and keeps the process alive. */
@Module({
  imports: [
    ContentModule,
    TerminusModule.forRootAsync({
      useFactory: (config: ServerConfig) => ({
        gracefulShutdownTimeoutMs: config.SHUTDOWN_DRAIN_SECONDS * 1000,
        logger: false,
      }),
      inject: [SERVER_CONFIG],
    }),
  ],
  controllers: [HealthController],
})
export class HealthModule {}
