import { Global, Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { APP_FILTER, RouterModule } from '@nestjs/core';
import { AnswerService } from './http/answer.service.ts';
import { Drain } from './common/drain.ts';
import { EventStreamLimits } from './http/event-stream-limits.ts';
import { ProblemFilter } from './http/problems/problem.filter.ts';
import type { Feature } from './config/server.config.ts';
import { ContentModule } from './content/content.module.ts';
import { DocsModule } from './openapi/docs.module.ts';
import { HealthModule } from './health/health.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { ClassicTicketQueueModule, TicketQueueModule } from './ticket-queue/ticket-queue.module.ts';
import { ContentPagesModule } from './web/content/content-pages.module.ts';
import { QueueDocsModule, QueuePagesModule, QueueRootModule } from './web/queue/queue-pages.module.ts';
import { WebModule } from './web/frame/web.module.ts';

/** What every module may ask for without importing anything: settings, logger, clock, answers, drain. */
@Global()
@Module({})
class CommonModule {
  static with(provided: readonly Provider[]): DynamicModule {
    const own = [Drain, AnswerService, EventStreamLimits, ProblemFilter];
    return { module: CommonModule, providers: [...provided, ...own], exports: [...provided, ...own] };
  }
}

/** Which features a process runs, and under which paths. */
export interface Composition {
  readonly features: readonly Feature[];
  /** Path of the queue's pages and classic interface: `rubis`. */
  readonly queuePath: string;
  /** Path below which pages find their files and the description of the API stands: empty, or the queue's when it is all there is. */
  readonly basePath: string;
}

/** The composition root. Feature settings and ports are given by `createApp`. */
@Module({})
export class AppModule {
  static with(provided: readonly Provider[], { features, queuePath, basePath }: Composition): DynamicModule {
    const content = features.includes('content') ? [ContentModule, ContentPagesModule] : [];
    const queue = features.includes('ticket-queue')
      ? [
          TicketQueueModule,
          ClassicTicketQueueModule,
          QueuePagesModule,
          basePath === '' ? QueueDocsModule : QueueRootModule,
        ]
      : [];
    return {
      module: AppModule,
      imports: [
        CommonModule.with(provided),
        MetricsModule,
        WebModule,
        ...content,
        ...queue,
        DocsModule,
        HealthModule.with(features),
        RouterModule.register([
          ...[ClassicTicketQueueModule, QueuePagesModule, QueueDocsModule].map((module) => ({
            path: queuePath,
            module,
          })),
          ...(basePath === '' ? [] : [WebModule, DocsModule].map((module) => ({ path: basePath, module }))),
        ]),
      ],
      providers: [{ provide: APP_FILTER, useExisting: ProblemFilter }],
    };
  }
}
