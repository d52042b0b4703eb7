import type { CollectionStore } from '../collection.store.ts';
import type { Localized } from '../collections/collection.ts';
import { visibleContent } from '../content-copy.ts';

/** What `/api` says of one collection. */
export interface CollectionSummary {
  readonly name: string;
  readonly title: Localized;
  /** `ok`, `stale`, `absent` (the source has no document) or `unavailable` (not read yet and no copy kept). */
  readonly status: 'ok' | 'stale' | 'absent' | 'unavailable';
  /** Items that are public now; null when there is no copy. */
  readonly items: number | null;
  /** Time of the last change, RFC 3339. */
  readonly lastModified: string | null;
  /** Seconds since the source last confirmed the copy. */
  readonly age: number | null;
  /** Paths of every representation. */
  readonly links: { readonly json: string; readonly yaml: string; readonly html: string };
}

/** The document of `/api`. */
export function indexDocument(
  stores: readonly CollectionStore[],
  now: number,
): { collections: readonly CollectionSummary[] } {
  return { collections: stores.map((store) => summary(store, now)) };
}

function summary(store: CollectionStore, now: number): CollectionSummary {
  const { name, title } = store.collection;
  const links = { json: `/api/${name}.json`, yaml: `/api/${name}.yaml`, html: `/${name}` };
  if (store.copy === undefined) {
    return {
      name,
      title,
      status: store.isAbsent ? 'absent' : 'unavailable',
      items: null,
      lastModified: null,
      age: null,
      links,
    };
  }
  const { list, lastModified } = visibleContent(store.copy, now);
  return {
    name,
    title,
    status: store.isStale(now) ? 'stale' : 'ok',
    items: list.items.length,
    lastModified: new Date(lastModified).toISOString(),
    age: Math.max(0, Math.floor((now - store.validatedAt) / 1000)),
    links,
  };
}
