import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { Metric } from '../metrics/metric.ts';
import { METRICS_REGISTRY } from '../metrics/metrics.tokens.ts';
import { registerMetric } from '../metrics/register-metric.ts';
import type { CollectionStore } from './collection.store.ts';
import { CONTENT_METRICS } from './content.metric-list.ts';
import { ContentStore } from './content.store.ts';

/** Metrics of the content. Values are read from the store on each scrape. */
@Injectable()
export class ContentMetrics {
  readonly #staleAnswers = new Map<string, number>();

  constructor(
    private readonly store: ContentStore,
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    @Inject(CLOCK) now: Clock,
  ) {
    const { age, changed, stale, available, items, refreshes, staleAnswers } = CONTENT_METRICS;
    this.#register(age, ({ copy, validatedAt }) => (copy === undefined ? undefined : (now() - validatedAt) / 1000));
    this.#register(changed, ({ copy }) => (copy === undefined ? undefined : copy.lastModified / 1000));
    this.#register(stale, (collection) => Number(collection.isStale(now())));
    this.#register(available, ({ copy }) => Number(copy !== undefined));
    this.#register(items, ({ copy }) => copy?.list.items.length);
    this.#register(staleAnswers, ({ collection }) => this.#staleAnswers.get(collection.name) ?? 0);
    registerMetric(registry, refreshes, () =>
      store.refreshCounts().map(({ count, ...labels }) => ({ labels, value: count })),
    );
  }

  countStaleAnswer(collection: string): void {
    this.#staleAnswers.set(collection, (this.#staleAnswers.get(collection) ?? 0) + 1);
  }

  #register(metric: Metric<'collection'>, read: (collection: CollectionStore) => number | undefined): void {
    registerMetric(this.registry, metric, () =>
      this.store.all().map((each) => ({ labels: { collection: each.collection.name }, value: read(each) })),
    );
  }
}
