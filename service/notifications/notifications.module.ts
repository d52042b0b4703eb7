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

/** Mail and Mattermost, for every feature that tells people something: its module imports this one, and injects NOTIFIER. */
@Module({})
export class NotificationsModule {
  /** The same module for the same settings: features share its queues and its counter. */
  static with(config: NotificationConfig): DynamicModule {
    const create = async (
      logger: Logger,
      registry: Registry,
      now: Clock,
    ): Promise<Notifier & OnApplicationShutdown> => {
      const notifier = await createNotifier(config, { logger, registry, now });
      // Last of all: while answers are still given, notifications may come.
      return { ...notifier, onApplicationShutdown: () => notifier.close() };
    };
    const provider = { provide: NOTIFIER, useFactory: create, inject: [LOGGER, METRICS_REGISTRY, CLOCK] };
    const module = made.get(config) ?? { module: NotificationsModule, providers: [provider], exports: [NOTIFIER] };
    made.set(config, module);
    return module;
  }
}
