import { Module } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { ChangesController } from './changes.controller.ts';
import { ContentController } from './content.controller.ts';
import { ContentHealthIndicator } from './content.health.ts';
import { ContentMetrics } from './content.metrics.ts';
import { ContentService } from './content.service.ts';
import { ContentSerializer } from './content.serializer.ts';
import { ContentStore } from './content.store.ts';

/** Events, news, FAQ and whatever else stands in `collections/`. What it is set up with comes from the composition root. */
@Module({
  controllers: [ContentController, ChangesController],
  providers: [
    ContentSerializer,
    ContentStore,
    ContentService,
    ContentMetrics,
    ContentHealthIndicator,
    HealthIndicatorService,
  ],
  exports: [ContentService, ContentHealthIndicator],
})
export class ContentModule {}
