import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { Logger } from 'pino';
import { AccessGuard } from '../access/access.guard.ts';
import { PROTECTED_RESOURCE } from '../access/access.tokens.ts';
import { Audit } from '../access/audit.ts';
import { RedisNodes } from '../common/redis/redis-nodes.ts';
import type { RedisConfig } from '../common/redis/redis.config.ts';
import { LOGGER } from '../common/tokens.ts';
import type { AzureConfig } from '../config/azure.config.ts';
import { DependencyDurations } from '../metrics/dependency-durations.ts';
import { ClassicController } from './classic.controller.ts';
import { QueueTicketsController } from './queue-tickets.controller.ts';
import { QueueController } from './queue.controller.ts';
import { QueueEvents } from './queue.events.ts';
import { QueueMirror } from './queue.mirror.ts';
import { Signer } from './signer.ts';
import { createStore } from './stores/create-store.ts';
import { TICKET_STORE_OPERATIONS } from './stores/ticket-store.ts';
import type { TicketStore } from './stores/ticket-store.ts';
import { TaskSuccesses } from './task-successes.ts';
import { queuePath } from './ticket-queue.config.ts';
import type { TicketQueueConfig } from './ticket-queue.config.ts';
import { isRefusal } from './ticket-queue.errors.ts';
import { TicketQueueHealthIndicator } from './ticket-queue.health.ts';
import { TicketQueueMetrics } from './ticket-queue.metrics.ts';
import { TicketQueueOperations } from './ticket-queue.operations.ts';
import { TicketQueueService } from './ticket-queue.service.ts';
import {
  TICKET_QUEUE_CONFIG,
  TICKET_QUEUE_HEALTH,
  TICKET_QUEUE_OPERATIONS,
  TICKET_STORE,
} from './ticket-queue.tokens.ts';
import { TicketRateLimit } from './ticket-rate-limit.ts';
import { TicketsController } from './tickets.controller.ts';

const SERVICES = [TicketQueueService, QueueMirror, AccessGuard, Audit, Signer, TicketRateLimit];

type Config = TicketQueueConfig & RedisConfig & AzureConfig;

/** The classic API, under the queue's path. */
@Module({})
class ClassicTicketQueueModule {}

/** Services of the queue, without routes. */
@Module({})
class TicketQueueServicesModule {}

/** Takes and calls tickets, and shows the queue. */
@Module({})
export class TicketQueueModule {
  static with(config: Config): DynamicModule {
    const path = queuePath(config);
    const services: DynamicModule = {
      module: TicketQueueServicesModule,
      providers: [
        { provide: TICKET_QUEUE_CONFIG, useValue: config },
        { provide: PROTECTED_RESOURCE, useValue: { kind: 'queue', name: path, open: config.QUEUE_OPEN } },
        storeProvider(config),
        ...SERVICES,
        QueueEvents,
        TicketQueueMetrics,
        TaskSuccesses,
        HealthIndicatorService,
        { provide: TICKET_QUEUE_HEALTH, useClass: TicketQueueHealthIndicator },
        { provide: TICKET_QUEUE_OPERATIONS, useClass: TicketQueueOperations },
      ],
      exports: [
        ...SERVICES,
        QueueEvents,
        TICKET_QUEUE_CONFIG,
        PROTECTED_RESOURCE,
        TICKET_QUEUE_HEALTH,
        TICKET_QUEUE_OPERATIONS,
      ],
    };
    const classic = { module: ClassicTicketQueueModule, imports: [services], controllers: [ClassicController] };
    return {
      module: TicketQueueModule,
      imports: [services, classic, RouterModule.register([{ path, module: ClassicTicketQueueModule }])],
      controllers: [QueueController, QueueTicketsController, TicketsController],
      exports: [services],
    };
  }
}

function storeProvider(config: Config): Provider {
  const measurement = { dependency: config.QUEUE_STORE, operations: TICKET_STORE_OPERATIONS, isRefusal };
  return {
    provide: TICKET_STORE,
    useFactory: async (logger: Logger, nodes: RedisNodes, durations: DependencyDurations) =>
      durations.measured<TicketStore>(await createStore(config, logger, nodes), measurement),
    inject: [LOGGER, RedisNodes, DependencyDurations],
  };
}
