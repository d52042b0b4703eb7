import { Inject, Injectable } from '@nestjs/common';
import { weakEtag } from '../http/answers/etag.ts';
import type { Freshness, Representation } from '../http/answers/representation.ts';
import type { RequestTarget } from '../http/request-target.ts';
import { ApiHeaders } from '../http/security-headers.ts';
import { CLOCK, EPOCH } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { CollectionStore } from './collection.store.ts';
import type { Item } from './collections/item.ts';
import { visibleContent } from './content-copy.ts';
import type { ContentCopy, VisibleContent } from './content-copy.ts';
import type { CachePolicy } from './content.config.ts';
import { DomainError } from '../common/domain-error.ts';
import { UnknownCollection, nothingToServe } from './content.errors.ts';
import { ContentFreshness } from './content.freshness.ts';
import { paginationLinks } from './content.links.ts';
import { ContentMetrics } from './content.metrics.ts';
import type { Negotiated } from '../http/format-negotiation.ts';
import { applyListQuery } from './content.query.ts';
import type { ListQuery } from './content.query.ts';
import { ContentStore } from './content.store.ts';
import { CACHE_POLICY } from './content.tokens.ts';
import { indexDocument } from './representations/index-document.ts';
import { ContentSerializer } from './content.serializer.ts';
import type { Copy } from './representations/format.ts';
import { ITEM_FORMATS, offered, splitSuffix } from './representations/formats.ts';
import type { Format } from './representations/format.ts';
import type { DataFormat, ItemFormat } from './representations/formats.ts';

/** A collection with a copy to serve. */
export interface ReadableCollection {
  readonly store: CollectionStore;
  readonly copy: ContentCopy;
  readonly visible: VisibleContent;
}

/** Serves the index, lists and items. */
@Injectable()
export class ContentService {
  constructor(
    private readonly store: ContentStore,
    private readonly metrics: ContentMetrics,
    @Inject(CACHE_POLICY) private readonly policyOf: (collection: string) => CachePolicy,
    private readonly serializer: ContentSerializer,
    private readonly apiHeaders: ApiHeaders,
    @Inject(EPOCH) private readonly epoch: string,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /**
   * Returns a collection with its public items. Waits for the first load if it is in progress, never for a refresh.
   *
   * @throws DomainError if there is no such collection, or no copy to serve, not even a stale one.
   */
  async collection(name: string): Promise<ReadableCollection> {
    const store = this.store.find(name);
    if (store === undefined)
      throw new UnknownCollection(
        name,
        this.store.all().map(({ collection }) => collection.name),
      );
    if (store.copy === undefined && !store.isStarted) await store.refresh();
    const { copy } = store;
    if (copy !== undefined) return { store, copy, visible: visibleContent(copy, this.now()) };
    throw nothingToServe(store);
  }

  /** Returns the response of `/api`; valid for one second, because it contains ages. */
  async index(route: string, negotiated: Negotiated<DataFormat>): Promise<Representation> {
    const stores = this.store.all();
    await Promise.all(stores.filter(({ isStarted }) => !isStarted).map((store) => store.refresh()));
    const now = this.now();
    const document = indexDocument(stores, now);
    const tagged = JSON.stringify({
      ...document,
      collections: document.collections.map((entry) => ({ ...entry, age: null })),
    });
    return {
      route,
      mediaType: negotiated.mediaType,
      body: negotiated.format.data(document),
      etag: weakEtag(tagged, negotiated.mediaType, this.epoch),
      lastModified: undefined,
      headers: this.apiHeaders.with(negotiated.vary),
      freshness: this.freshness(stores, Infinity),
      validUntil: now + 1000,
    };
  }

  /** Returns a collection's document with its list filtered, sorted and paginated. @param target path and query of the request. */
  async list(
    route: string,
    name: string,
    query: ListQuery,
    negotiated: Negotiated<Format>,
    target: RequestTarget,
  ): Promise<Representation> {
    const readable = await this.collection(name);
    const { visible } = readable;
    const { items, total } = applyListQuery(visible.list, query);
    const body = await negotiated.format.list(this.#copy(readable), items);
    const link = paginationLinks(target, query, total);
    return this.#represent(route, readable, negotiated, body, target.searchParams.toString(), {
      'X-Total-Count': String(total),
      ...(link === undefined ? {} : { Link: link }),
    });
  }

  /**
   * Finds an item by its id, optionally with a format suffix.
   *
   * @throws DomainError if there is no such public item, and the errors of `collection`.
   */
  async item(
    name: string,
    segment: string,
  ): Promise<{ readable: ReadableCollection; item: Item; suffix: ItemFormat | undefined }> {
    const readable = await this.collection(name);
    const { list } = readable.visible;
    const exact = list.find(segment);
    if (exact !== undefined) return { readable, item: exact, suffix: undefined };
    const { name: id, suffix } = splitSuffix(segment, offered(ITEM_FORMATS, readable.store.collection));
    const item = list.find(id);
    if (item === undefined) {
      const given = JSON.stringify(segment);
      throw new DomainError(
        'not-found',
        `The collection ${name} has no item ${given}: see /api/${name} for its items.`,
      );
    }
    return { readable, item, suffix };
  }

  /** Returns the representation of an item found by `item`. */
  async representItem(
    route: string,
    readable: ReadableCollection,
    item: Item,
    negotiated: Negotiated<ItemFormat>,
  ): Promise<Representation> {
    const body = await negotiated.format.item(this.#copy(readable), item);
    return this.#represent(route, readable, negotiated, body, `item ${item.id}`);
  }

  #copy({ store, copy }: ReadableCollection): Copy {
    return this.serializer.copy(store.collection, copy);
  }

  /** Returns a part of a collection as a representation, with the collection's validators and freshness. */
  #represent(
    route: string,
    { store, visible }: ReadableCollection,
    { mediaType, vary }: Negotiated<Format>,
    body: Buffer,
    part: string,
    headers: Readonly<Record<string, string>> = {},
  ): Representation {
    return {
      route,
      mediaType,
      body,
      etag: weakEtag(visible.version, part, mediaType, this.epoch),
      lastModified: visible.lastModified,
      headers: { ...this.apiHeaders.with(vary), ...headers },
      freshness: this.freshness([store], visible.validUntil),
      validUntil: visible.validUntil,
    };
  }

  /** Returns the stores of all collections. */
  stores(): readonly CollectionStore[] {
    return this.store.all();
  }

  /** Returns the opaque version of a collection's public content; null without a copy. */
  versionOf(name: string): string | null {
    const copy = this.store.find(name)?.copy;
    return copy === undefined ? null : visibleContent(copy, this.now()).version;
  }

  /** Calls `listener` with the name of a collection whose content or freshness changed. Returns an unsubscribe function. */
  onChange(listener: (collection: string) => void): () => void {
    return this.store.onChange(listener);
  }

  /** Returns the caching headers of a response made from these collections. */
  freshness(stores: readonly CollectionStore[], validUntil: number): Freshness {
    const policies = stores.map(({ collection }) => this.policyOf(collection.name));
    return new ContentFreshness(stores, policies, validUntil, (collection) => {
      this.metrics.countStaleAnswer(collection);
    });
  }
}
