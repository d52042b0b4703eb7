import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { BUILD } from '../common/build.ts';
import { RedisNodes } from '../common/redis/redis-nodes.ts';
import type { RedisInfo } from '../common/redis/redis-info.ts';
import { ANSWER_CACHE } from '../common/tokens.ts';
import type { AnswerCache } from '../http/answers/answer-cache.ts';
import { EventStreamLimits } from '../http/event-stream-limits.ts';
import { Limits } from '../http/limits.ts';
import { SourceErrors } from '../http/source-errors.ts';
import { DependencyDurations } from './dependency-durations.ts';
import { METRICS_REGISTRY } from './metrics.tokens.ts';
import { BUILD_INFO, DEPENDENCY_METRICS, REQUEST_METRICS } from './process.metric-list.ts';
import { REDIS_INFO_METRICS, REDIS_UP } from './redis.metric-list.ts';
import { registerMetric } from './register-metric.ts';
import { RequestDurations } from './request-durations.ts';

/** Metrics that do not depend on the features of the process. */
@Injectable()
export class ProcessMetrics implements OnApplicationShutdown {
  constructor(
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    private readonly limits: Limits,
    private readonly streams: EventStreamLimits,
    private readonly sources: SourceErrors,
    private readonly nodes: RedisNodes,
    @Inject(ANSWER_CACHE) answers: AnswerCache,
    requests: RequestDurations,
    dependencies: DependencyDurations,
  ) {
    const { version, revision } = BUILD;
    const build = { labels: { version, revision, node: process.version }, value: 1 };
    registerMetric(registry, BUILD_INFO, () => [build]);
    registerMetric(registry, REQUEST_METRICS.durations, () => requests.samples());
    registerMetric(registry, DEPENDENCY_METRICS.durations, () => dependencies.samples());
    registerMetric(registry, REQUEST_METRICS.answers, () => [
      { labels: { result: 'hit' }, value: answers.hits },
      { labels: { result: 'miss' }, value: answers.misses },
    ]);
    this.#registerLimits();
    this.#registerRedis();
  }

  onApplicationShutdown(): void {
    this.nodes.stop();
  }

  #registerLimits(): void {
    const { registry, limits, streams, sources } = this;
    registerMetric(registry, REQUEST_METRICS.limits, () =>
      limits.counts().map(([limit, value]) => ({ labels: { limit }, value })),
    );
    registerMetric(registry, REQUEST_METRICS.sourceErrors, () =>
      sources.largest().map(([status, value]) => ({ labels: { status }, value })),
    );
    registerMetric(registry, REQUEST_METRICS.streamsOpen, () => [{ labels: {}, value: streams.open }]);
    registerMetric(registry, REQUEST_METRICS.streamsRefused, () => [{ labels: {}, value: streams.refused }]);
    registerMetric(registry, REQUEST_METRICS.streamsCut, () => [{ labels: {}, value: streams.cut }]);
  }

  #registerRedis(): void {
    const { registry, nodes } = this;
    registerMetric(registry, REDIS_UP, () =>
      nodes.all.map(({ name, isUp }) => ({ labels: { node: name }, value: Number(isUp) })),
    );
    for (const [field, metric] of Object.entries(REDIS_INFO_METRICS)) {
      registerMetric(registry, metric, () =>
        nodes.all.map(({ name, info }) => ({ labels: { node: name }, value: info?.[field as keyof RedisInfo] })),
      );
    }
  }
}
