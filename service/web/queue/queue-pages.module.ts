import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { QueuePageService } from './queue-page.service.tsx';
import { QueueDocsController, QueuePagesController, QueueRootController } from './queue-pages.controller.ts';

/** The pages of the queue, under its path. */
@Module({})
export class QueuePagesModule {
  /** @param queue the module of the feature. */
  static with(queue: DynamicModule, path: string): DynamicModule {
    return {
      module: QueuePagesModule,
      imports: [queue, RouterModule.register([{ path, module: QueuePagesModule }])],
      controllers: [QueuePagesController],
      providers: [QueuePageService],
    };
  }
}

/** Redirect to the API description, in a process that serves more than the queue. */
@Module({})
export class QueueDocsModule {
  static with(path: string): DynamicModule {
    const router = RouterModule.register([{ path, module: QueueDocsModule }]);
    return { module: QueueDocsModule, imports: [router], controllers: [QueueDocsController] };
  }
}

/** Redirect to the queue, in a process that serves nothing else. */
@Module({})
export class QueueRootModule {
  /** @param queue the module of the feature. */
  static with(queue: DynamicModule): DynamicModule {
    return { module: QueueRootModule, imports: [queue], controllers: [QueueRootController] };
  }
}
