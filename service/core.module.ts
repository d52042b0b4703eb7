import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { Drain } from './common/drain.ts';
import { AnswerService } from './http/answer.service.ts';
import { EventStreamLimits } from './http/event-stream-limits.ts';
import { ProblemFilter } from './http/problems/problem.filter.ts';
import { RecentProblems } from './http/problems/recent-problems.ts';

/** Global providers: settings, logger, clock, answer cache, drain, limits. */
@Module({})
export class CoreModule {
  static with(values: readonly Provider[]): DynamicModule {
    const providers = [...values, Drain, AnswerService, EventStreamLimits, RecentProblems, ProblemFilter];
    return { module: CoreModule, global: true, providers, exports: providers };
  }
}
