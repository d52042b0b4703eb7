import { Module } from '@nestjs/common';
import { TicketQueueModule } from '../../ticket-queue/ticket-queue.module.ts';
import { QueuePageService } from './queue-page.service.tsx';
import { QueueDocsController, QueuePagesController, QueueRootController } from './queue-pages.controller.ts';

/** The pages of the queue; the composition root puts them under its path. */
@Module({ imports: [TicketQueueModule], controllers: [QueuePagesController], providers: [QueuePageService] })
export class QueuePagesModule {}

/** The way to the description of the API, in a process that serves more than the queue. */
@Module({ controllers: [QueueDocsController] })
export class QueueDocsModule {}

/** The way to the queue, in a process that serves nothing else. */
@Module({ imports: [TicketQueueModule], controllers: [QueueRootController] })
export class QueueRootModule {}
