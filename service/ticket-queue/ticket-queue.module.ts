import { Module } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { AccessGuard } from '../access/access.guard.ts';
import { Audit } from '../access/audit.ts';
import { ClassicController } from './classic.controller.ts';
import { QueueTicketsController } from './queue-tickets.controller.ts';
import { QueueController } from './queue.controller.ts';
import { QueueEvents } from './queue.events.ts';
import { QueueMirror } from './queue.mirror.ts';
import { Signer } from './signer.ts';
import { TicketQueueHealthIndicator } from './ticket-queue.health.ts';
import { TicketQueueMetrics } from './ticket-queue.metrics.ts';
import { TicketQueueService } from './ticket-queue.service.ts';
import { TicketRateLimit } from './ticket-rate-limit.ts';
import { TicketsController } from './tickets.controller.ts';

/** Take a number, call a number, show the queue. What it is set up with comes from the composition root. */
@Module({
  controllers: [QueueController, QueueTicketsController, TicketsController],
  providers: [
    QueueMirror,
    TicketQueueService,
    QueueEvents,
    AccessGuard,
    Audit,
    Signer,
    TicketRateLimit,
    TicketQueueMetrics,
    TicketQueueHealthIndicator,
    HealthIndicatorService,
  ],
  exports: [TicketQueueService, QueueMirror, AccessGuard, Audit, Signer, TicketRateLimit, TicketQueueHealthIndicator],
})
export class TicketQueueModule {}

/** The classic interface; the composition root puts it under the queue's path. */
@Module({ imports: [TicketQueueModule], controllers: [ClassicController] })
export class ClassicTicketQueueModule {}
