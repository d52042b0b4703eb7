import { Inject, Injectable } from '@nestjs/common';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { weakEtag } from '../../http/answers/etag.ts';
import type { Representation } from '../../http/answers/representation.ts';
import { ProblemError } from '../../http/problems/problem.ts';
import { PAGE_HEADERS } from '../../http/security-headers.ts';
import type { TimeZone } from '../../common/time-zone.ts';
import { CLOCK, EPOCH, TIME_ZONE } from '../../common/tokens.ts';
import type { Clock } from '../../common/tokens.ts';
import { addresses } from '../../content/representations/formats.ts';
import type { Collection } from '../../content/collections/collection.ts';
import { ContentService } from '../../content/content.service.ts';
import type { ReadableCollection } from '../../content/content.service.ts';
import { loadMarkdown } from './load-markdown.ts';
import type { Span } from './dates.ts';
import { homeItems, listPage } from './listing.ts';
import { inOrder } from '../../content/collections/in-order.ts';
import type { ContentPageContext } from '../frame/page-context.ts';
import { PageFrame } from '../frame/page-frame.ts';
import { parsePageQuery } from './page-query.ts';
import type { PageRequest } from '../frame/page-request.ts';
import { CollectionPage } from './templates/collection-page.tsx';
import { Home } from './templates/home.tsx';
import { ItemPage } from './templates/item-page.tsx';
import { Layout } from '../frame/layout.tsx';

const DESCRIPTION_LENGTH = 160;

/** What is said of a page beside its body. */
interface Head {
  readonly title: string | undefined;
  readonly description?: string;
  readonly current?: Collection;
}

/** Draws the pages. Each is drawn once for each language and content version, then answered from the cache. */
@Injectable()
export class PageService {
  constructor(
    private readonly content: ContentService,
    private readonly frame: PageFrame,
    @Inject(EPOCH) private readonly epoch: string,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(TIME_ZONE) private readonly zone: TimeZone,
  ) {}

  /**
   * Returns the home page. A collection that cannot be read is replaced by a note.
   *
   * @throws ProblemError if none can be read.
   */
  async home(request: PageRequest): Promise<Representation> {
    const collections = this.content.stores().map(({ collection }) => collection);
    const read = await Promise.allSettled(collections.map(({ name }) => this.content.collection(name)));
    const readable = read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const [failure] = read.filter((result) => result.status === 'rejected');
    if (readable.length === 0 && failure !== undefined) throw failure.reason;
    const page = await this.#context(request);
    const sections = inOrder(collections).map((collection) => {
      const found = readable.find(({ store }) => store.collection === collection);
      const absent = this.content.stores().find((store) => store.collection === collection)?.isAbsent === true;
      return {
        collection,
        items: found === undefined ? (absent ? [] : undefined) : homeItems(collection, found.visible.list, page.dates),
      };
    });
    return this.#draw(request, page, readable, { title: undefined }, <Home page={page} sections={sections} />);
  }

  /** Returns the page of a collection. @throws InvalidParameter, and the errors of `ContentService.collection`. */
  async collection(request: PageRequest, name: string): Promise<Representation> {
    const readable = await this.content.collection(name);
    const { collection } = readable.store;
    const query = parsePageQuery(collection, request.target, this.zone);
    const page = await this.#context(request);
    const listing = listPage(collection, readable.visible.list, query, page);
    return this.#draw(
      request,
      page,
      [readable],
      { title: collection.title[page.language], current: collection },
      <CollectionPage page={page} collection={collection} query={query} {...listing} />,
    );
  }

  /** Returns the page of an item. @throws the errors of `ContentService.item`. */
  async item(request: PageRequest, name: string, id: string): Promise<Representation> {
    const { readable, item, suffix } = await this.content.item(name, id);
    if (suffix !== undefined) throw new ProblemError('not-found', `Pages have no formats: /api/${name}/${id} has.`);
    const { collection } = readable.store;
    const page = await this.#context(request);
    const description = item.body === undefined ? {} : { description: page.markdown.excerpt(item, DESCRIPTION_LENGTH) };
    return this.#draw(
      request,
      page,
      [readable],
      { title: item.title, current: collection, ...description },
      <ItemPage page={page} collection={collection} item={item} />,
    );
  }

  async #context(request: PageRequest): Promise<ContentPageContext> {
    return { ...this.frame.context(request), markdown: await loadMarkdown() };
  }

  /** Wraps `body` in the page layout, with validators over all its inputs. */
  #draw(
    request: PageRequest,
    page: ContentPageContext,
    read: readonly ReadableCollection[],
    head: Head,
    body: JSX.Element,
  ): Representation {
    const now = this.now();
    const html = htmlOf(page, read, head, body, now);
    const boundary = Math.min(page.dates.nextChange(spansOf(read)), ...read.map(({ visible }) => visible.validUntil));
    return {
      route: request.route,
      mediaType: 'text/html; charset=utf-8',
      body: Buffer.from(html),
      etag: weakEtag(html, this.epoch),
      lastModified: undefined,
      headers: {
        ...PAGE_HEADERS,
        'Content-Language': page.language,
        Vary: request.negotiated ? 'Accept-Language, Accept-Encoding' : 'Accept-Encoding',
      },
      freshness: this.content.freshness(
        read.map(({ store }) => store),
        boundary,
      ),
      validUntil: Math.min(
        boundary,
        ...read.filter(({ store }) => !store.isStale(now)).map(({ store }) => store.staleAt + 1),
      ),
    };
  }
}

/** Returns the dates of the items in agenda collections. */
function* spansOf(read: readonly ReadableCollection[]): Generator<Span> {
  for (const { store, visible } of read) {
    if (store.collection.presentation !== 'agenda') continue;
    for (const { start, end } of visible.list.items) if (start !== undefined) yield { start, end };
  }
}

/** Returns the menu path and data URLs of a collection. */
function inData(collection: Collection): { current: string; data: Record<string, string> } {
  const data = addresses(collection).map(({ format, path }) => [format.title, path]);
  return { current: `/${collection.name}`, data: Object.fromEntries(data) as Record<string, string> };
}

/** A page, with what its script compares with the state that the service reports. */
function htmlOf(
  page: ContentPageContext,
  read: readonly ReadableCollection[],
  { current, ...head }: Head,
  body: JSX.Element,
  now: number,
): string {
  const stale = read.filter(({ store }) => store.isStale(now));
  const staleSince = stale.length === 0 ? undefined : Math.min(...stale.map(({ store }) => store.validatedAt));
  const versions = Object.fromEntries(read.map(({ store, visible }) => [store.collection.name, visible.version]));
  return `<!doctype html>${renderToString(
    <Layout
      page={page}
      {...head}
      {...(current && inData(current))}
      script="live.js"
      state={{
        versions: JSON.stringify(versions),
        stale: String(staleSince !== undefined),
        updated: page.messages.updated,
      }}
      staleSince={staleSince}
    >
      {body}
    </Layout>,
  )}`;
}
