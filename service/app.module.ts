import { Global, Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AnswerService } from './common/answer.service.ts';
import { Drain } from './common/drain.ts';
import { ProblemFilter } from './common/problems/problem.filter.ts';
import { ContentModule } from './content/content.module.ts';
import { DocsModule } from './docs/docs.module.ts';
import { HealthModule } from './health/health.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { WebModule } from './web/web.module.ts';

/** What every module may ask for without importing anything: settings, logger, clock, answers, drain. */
@Global()
@Module({})
class CommonModule {
  static with(provided: readonly Provider[]): DynamicModule {
    const own = [Drain, AnswerService, ProblemFilter];
    return { module: CommonModule, providers: [...provided, ...own], exports: [...provided, ...own] };
  }
}

/** The composition root: which features this process runs. Feature settings and ports are given by `createApp`. */
@Module({})
export class AppModule {
  static with(provided: readonly Provider[]): DynamicModule {
    return {
      module: AppModule,
      imports: [CommonModule.with(provided), MetricsModule, ContentModule, WebModule, DocsModule, HealthModule],
      providers: [{ provide: APP_FILTER, useExisting: ProblemFilter }],
    };
  }
}
