import type { CollectionStore } from '../collection.store.ts';
import { visibleContent } from '../content-copy.ts';
import { addresses } from './formats.ts';
import type { CollectionIndex, CollectionSummary } from './schemas.ts';

/** Response of `/api`. */
export function indexDocument(stores: readonly CollectionStore[], now: number): CollectionIndex {
  return { collections: stores.map((store) => summary(store, now)) };
}

function summary(store: CollectionStore, now: number): CollectionSummary {
  const { name, title } = store.collection;
  const data = addresses(store.collection).map(({ format, path }) => [format.name, path]);
  const links = Object.fromEntries([...data, ['html', `/${name}`]]) as CollectionSummary['links'];
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
