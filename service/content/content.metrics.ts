import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { METRICS_REGISTRY } from '../metrics/metrics.tokens.ts';
import { ContentStore } from './content.store.ts';

/** Metrics of the content. Values are read from the store on each scrape. */
@Injectable()
export class ContentMetrics implements OnModuleInit {
  readonly #staleAnswers = new Map<string, number>();

  constructor(
    private readonly store: ContentStore,
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  countStaleAnswer(collection: string): void {
    this.#staleAnswers.set(collection, (this.#staleAnswers.get(collection) ?? 0) + 1);
  }

  onModuleInit(): void {
    this.#gauge('kiosque_content_age_seconds', 'Seconds since the source last confirmed the served copy.', (store) =>
      store.copy === undefined ? undefined : (this.now() - store.validatedAt) / 1000,
    );
    this.#gauge('kiosque_content_stale', '1 while the copy is older than its TTL.', (store) =>
      Number(store.isStale(this.now())),
    );
    this.#gauge('kiosque_content_available', '1 while there is a copy to serve.', (store) =>
      Number(store.copy !== undefined),
    );
    this.#gauge(
      'kiosque_content_items',
      'Items in the copy, including those that are not public.',
      (store) => store.copy?.list.items.length,
    );
    this.#counter('kiosque_content_refreshes_total', 'Refreshes, by outcome.', ['collection', 'outcome'], () =>
      this.store.refreshCounts().map(({ collection, outcome, count }) => ({ labels: { collection, outcome }, count })),
    );
    this.#counter('kiosque_content_stale_answers_total', 'Responses served from a stale copy.', ['collection'], () =>
      this.store.all().map(({ collection: { name } }) => ({
        labels: { collection: name },
        count: this.#staleAnswers.get(name) ?? 0,
      })),
    );
  }

  #gauge(
    name: string,
    help: string,
    read: (store: ReturnType<ContentStore['all']>[number]) => number | undefined,
  ): void {
    const { store } = this;
    new Gauge({
      name,
      help,
      labelNames: ['collection'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const each of store.all()) {
          const value = read(each);
          if (value !== undefined) this.set({ collection: each.collection.name }, value);
        }
      },
    });
  }

  #counter(
    name: string,
    help: string,
    labelNames: readonly string[],
    read: () => readonly { labels: Record<string, string>; count: number }[],
  ): void {
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { labels, count } of read()) this.inc(labels, count);
      },
    });
  }
}
