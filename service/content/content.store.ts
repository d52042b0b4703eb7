import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { AnswerCache } from '../http/answers/answer-cache.ts';
import type { TimeZone } from '../common/time-zone.ts';
import { ANSWER_CACHE, CLOCK, LOGGER, TIME_ZONE } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { CollectionStore } from './collection.store.ts';
import { REFRESH_OUTCOMES } from './store-context.ts';
import type { RefreshOutcome } from './store-context.ts';
import type { Collection } from './collections/collection.ts';
import type { ContentConfig } from './content.config.ts';
import { SnapshotDirectory } from './content.snapshot.ts';
import { COLLECTIONS, CONTENT_CONFIG, CONTENT_SOURCE, OFFLOAD } from './content.tokens.ts';
import type { ContentSource } from './sources/content-source.ts';
import type { Offload } from './worker/offload.ts';

/** Called when the content or freshness of a collection changes. */
export type ContentListener = (collection: string) => void;

/** All collections, each kept fresh by its own `CollectionStore`. */
@Injectable()
export class ContentStore implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stores: ReadonlyMap<string, CollectionStore>;
  readonly #listeners = new Set<ContentListener>();
  readonly #refreshes = new Map<string, number>();
  #stopWatching: (() => void) | undefined;

  constructor(
    @Inject(COLLECTIONS) collections: readonly Collection[],
    @Inject(CONTENT_SOURCE) private readonly source: ContentSource,
    @Inject(CONTENT_CONFIG) config: ContentConfig,
    @Inject(OFFLOAD) offload: Offload,
    @Inject(ANSWER_CACHE) private readonly answers: AnswerCache,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CLOCK) now: Clock,
    @Inject(TIME_ZONE) zone: TimeZone,
  ) {
    const directory = config.CONTENT_SNAPSHOT_DIRECTORY;
    const context = {
      source,
      snapshots: directory === undefined ? undefined : new SnapshotDirectory(directory, source.description),
      offload,
      limits: {
        maxBytes: config.CONTENT_MAX_DOCUMENT_BYTES,
        timeoutMs: config.CONTENT_READ_TIMEOUT_SECONDS * 1000,
        tries: config.CONTENT_READ_TRIES,
      },
      ttlMs: config.CONTENT_CACHE_TTL_SECONDS * 1000,
      logger,
      now,
      zone,
      onChange: (collection: string) => {
        this.#changed(collection);
      },
      onRefresh: (collection: string, outcome: RefreshOutcome) => {
        const key = `${collection}/${outcome}`;
        this.#refreshes.set(key, (this.#refreshes.get(key) ?? 0) + 1);
      },
    };
    this.#stores = new Map(
      collections.map((collection) => [collection.name, new CollectionStore(collection, context)]),
    );
  }

  /** Returns the stores of all collections, in registry order. */
  all(): readonly CollectionStore[] {
    return [...this.#stores.values()];
  }

  /** Returns the store of a collection; undefined if the name is unknown. */
  find(name: string): CollectionStore | undefined {
    return this.#stores.get(name);
  }

  /** Returns the number of refreshes since startup, for every outcome. */
  refreshCounts(): readonly { collection: string; outcome: RefreshOutcome; count: number }[] {
    return [...this.#stores.keys()].flatMap((collection) =>
      REFRESH_OUTCOMES.map((outcome) => {
        const count = this.#refreshes.get(`${collection}/${outcome}`) ?? 0;
        return { collection, outcome, count };
      }),
    );
  }

  /** Calls `listener` on every change. Returns an unsubscribe function. */
  onChange(listener: ContentListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts loading without waiting, so that the process listens and can report why it is not ready. */
  onApplicationBootstrap(): void {
    for (const store of this.#stores.values()) {
      store.start().catch((error: unknown) => {
        this.logger.error({ collection: store.collection.name, err: error }, 'failed to load content');
      });
    }
    this.#stopWatching = this.source.watch?.(() => {
      for (const store of this.#stores.values()) store.refreshSoon();
    });
  }

  onApplicationShutdown(): void {
    this.#stopWatching?.();
    for (const store of this.#stores.values()) store.stop();
  }

  #changed(collection: string): void {
    this.answers.clear();
    for (const listener of this.#listeners) listener(collection);
  }
}
