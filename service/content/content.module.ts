import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { AzureConfig } from '../config/azure.config.ts';
import { DependencyDurations } from '../metrics/dependency-durations.ts';
import { ChangesController } from './changes.controller.ts';
import type { Collection } from './collections/collection.ts';
import { cachePolicy } from './content.config.ts';
import type { ContentConfig } from './content.config.ts';
import { ContentController } from './content.controller.ts';
import { ContentHealthIndicator } from './content.health.ts';
import { ContentOperations } from './content.operations.ts';
import { ContentMetrics } from './content.metrics.ts';
import { ContentSerializer } from './content.serializer.ts';
import { ContentService } from './content.service.ts';
import { ContentStore } from './content.store.ts';
import {
  CACHE_POLICY,
  COLLECTIONS,
  CONTENT_CONFIG,
  CONTENT_HEALTH,
  CONTENT_OPERATIONS,
  CONTENT_SOURCE,
  OFFLOAD,
} from './content.tokens.ts';
import { documentLimits } from './documents/document-limits.ts';
import type { ContentSource } from './sources/content-source.ts';
import { createSource } from './sources/create-source.ts';
import { Offload } from './worker/offload.ts';

/** The collections in `collections/`: events, news, FAQ and others. */
@Module({})
export class ContentModule {
  /** @param directory directory of the collections, for the worker thread. */
  static with(config: ContentConfig & AzureConfig, collections: readonly Collection[], directory: URL): DynamicModule {
    return {
      module: ContentModule,
      controllers: [ContentController, ChangesController],
      providers: [
        { provide: CONTENT_CONFIG, useValue: config },
        { provide: COLLECTIONS, useValue: collections },
        { provide: CACHE_POLICY, useValue: (collection: string) => cachePolicy(collection, config) },
        sourceProvider(config),
        {
          provide: OFFLOAD,
          useFactory: () => new Offload(directory, documentLimits(config.CONTENT_MAX_DOCUMENT_BYTES)),
        },
        ContentSerializer,
        ContentStore,
        ContentService,
        ContentMetrics,
        HealthIndicatorService,
        { provide: CONTENT_HEALTH, useClass: ContentHealthIndicator },
        { provide: CONTENT_OPERATIONS, useClass: ContentOperations },
      ],
      exports: [ContentService, CONTENT_HEALTH, CONTENT_OPERATIONS],
    };
  }
}

function sourceProvider(config: ContentConfig & AzureConfig): Provider {
  const dependency = config.CONTENT_SOURCE === 'file' ? 'file-system' : config.CONTENT_SOURCE;
  const measurement = { dependency, operations: ['read'], prefix: 'content.' } as const;
  return {
    provide: CONTENT_SOURCE,
    useFactory: async (durations: DependencyDurations) =>
      durations.measured<ContentSource>(await createSource(config), measurement),
    inject: [DependencyDurations],
  };
}
