import type { TimeZone } from '../common/time-zone.ts';
import { startIn } from './collections/date.ts';
import { digest } from '../http/answers/etag.ts';
import type { Collection } from './collections/collection.ts';
import { ItemList } from './collections/item-list.ts';
import { readItems } from './collections/item.ts';
import type { Item } from './collections/item.ts';
import { listOf } from './collections/read-collection.ts';
import type { CollectionDocument } from './collections/read-collection.ts';
import type { SourceDocument } from './sources/content-source.ts';

/** The last good copy of a collection, served until a newer one replaces it. */
export interface ContentCopy {
  /** Name of the source file. */
  readonly name: string;
  readonly etag: string;
  /** Digest of the bytes: the content version. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly document: CollectionDocument;
  readonly list: ItemList;
  /** When each item is public, by its position. */
  readonly windows: readonly (Window | undefined)[];
  /** When an item appears or expires, the earliest first. Milliseconds since the epoch. */
  readonly boundaries: readonly number[];
}

/** Start (inclusive) and end (exclusive), in milliseconds since the epoch. */
interface Window {
  readonly from: number;
  readonly until: number;
}

/** The public part of a copy at a given time. */
export interface VisibleContent {
  readonly list: ItemList;
  /** Content version that also changes when an item appears or expires. */
  readonly version: string;
  readonly lastModified: number;
  /** Start of validity, in milliseconds since the epoch. */
  readonly validFrom: number;
  /** When the next item appears or expires, in milliseconds since the epoch; Infinity if none will. */
  readonly validUntil: number;
}

/**
 * Creates a copy from a source document and its parsed form.
 *
 * @param zone time zone of the days in `publishAt` and `expireAt`
 */
export function contentCopy(
  collection: Collection,
  source: SourceDocument,
  document: CollectionDocument,
  zone: TimeZone,
): ContentCopy {
  const items = readItems(collection, listOf(document));
  const windows = items.map((item) => windowOf(item, zone));
  return {
    name: source.name,
    etag: source.etag,
    version: digest(source.name, source.bytes),
    lastModified: source.lastModified.getTime(),
    document,
    list: new ItemList(items),
    windows,
    boundaries: windows
      .flatMap((window) => (window === undefined ? [] : [window.from, window.until]))
      .filter(Number.isFinite)
      .sort((one, other) => one - other),
  };
}

const visible = new WeakMap<ContentCopy, VisibleContent>();

/** Returns the public part of `copy` at `now`, computed once per copy and whenever an item appears or expires. */
export function visibleContent(copy: ContentCopy, now: number): VisibleContent {
  const known = visible.get(copy);
  if (known !== undefined && known.validFrom <= now && now < known.validUntil) return known;
  const current = visibleAt(copy, now);
  visible.set(copy, current);
  return current;
}

function visibleAt(copy: ContentCopy, now: number): VisibleContent {
  const { list, windows, boundaries } = copy;
  const items = list.items.filter((_, index) => {
    const window = windows[index];
    return window === undefined || (window.from <= now && now < window.until);
  });
  const past = boundaries.filter((moment) => moment <= now);
  return {
    list: items.length === list.items.length ? list : new ItemList(items, list),
    version: `${copy.version}/${String(past.length)}`,
    lastModified: Math.max(copy.lastModified, past.at(-1) ?? -Infinity),
    validFrom: past.at(-1) ?? -Infinity,
    validUntil: boundaries[past.length] ?? Infinity,
  };
}

/** Returns when an item is public; undefined if always. */
function windowOf({ publishAt, expireAt }: Item, zone: TimeZone): Window | undefined {
  if (publishAt === undefined && expireAt === undefined) return undefined;
  return {
    from: publishAt === undefined ? -Infinity : startIn(publishAt, zone),
    until: expireAt === undefined ? Infinity : startIn(expireAt, zone),
  };
}
