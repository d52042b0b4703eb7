import { Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { CLOCK, LOGGER } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { METRICS_REGISTRY } from '../metrics/metrics.tokens.ts';
import { createNotifier } from './create-notifier.ts';
import type { NotificationConfig } from './notifications.config.ts';
import { NOTIFIER } from './notifier.ts';
import type { Notifier } from './notifier.ts';

const made = new WeakMap<NotificationConfig, DynamicModule>();

/** Notifications by mail and Mattermost: features import this module and inject NOTIFIER. */
@Module({})
export class NotificationsModule {
  /** Returns the same module for the same settings, so that features share its queues and its counter. */
  static with(config: NotificationConfig): DynamicModule {
    const provider = {
      provide: NOTIFIER,
      inject: [LOGGER, METRICS_REGISTRY, CLOCK],
      useFactory: async (logger: Logger, registry: Registry, now: Clock): Promise<Notifier & OnApplicationShutdown> => {
        const notifier = await createNotifier(config, { logger, registry, now });
        // Closed last: requests in progress may still send notifications.
        return { ...notifier, onApplicationShutdown: () => notifier.close() };
      },
    };
    const module = made.get(config) ?? { module: NotificationsModule, providers: [provider], exports: [NOTIFIER] };
    made.set(config, module);
    return module;
  }
}
