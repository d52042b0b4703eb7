import type { TimeZone } from '../common/time-zone.ts';
import { startIn } from './collections/date.ts';
import { digest } from '../common/answers/etag.ts';
import type { Collection } from './collections/collection.ts';
import { ItemList } from './collections/item-list.ts';
import { readItems } from './collections/item.ts';
import type { Item } from './collections/item.ts';
import { listOf } from './collections/read-collection.ts';
import type { CollectionDocument } from './collections/read-collection.ts';
import type { SourceDocument } from './sources/content-source.ts';

/** The good copy of a collection that is served until a newer one replaces it. */
export interface ContentCopy {
  /** Name of the file it came from. */
  readonly name: string;
  readonly etag: string;
  /** Digest of the bytes: the content version. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly document: CollectionDocument;
  readonly items: readonly Item[];
  /** In which the days of `publishAt` and `expireAt` start. */
  readonly zone: TimeZone;
}

/** What of a copy is public at a given time. */
export interface VisibleContent {
  readonly list: ItemList;
  /** Distinguishes states of the same version before and after an item appeared or expired. */
  readonly version: string;
  readonly lastModified: number;
  /** From when on it is this. Milliseconds since the epoch. */
  readonly validFrom: number;
  /** When the next item appears or expires; Infinity when none will. Milliseconds since the epoch. */
  readonly validUntil: number;
}

/** A copy from what the source gave and what the parser made of it. */
export function contentCopy(
  collection: Collection,
  source: SourceDocument,
  document: CollectionDocument,
  zone: TimeZone,
): ContentCopy {
  return {
    name: source.name,
    etag: source.etag,
    version: digest(source.name, source.bytes),
    lastModified: source.lastModified.getTime(),
    document,
    items: readItems(collection, listOf(document)),
    zone,
  };
}

const visible = new WeakMap<ContentCopy, VisibleContent>();

/** What of `copy` is public at `now`. Worked out once for each copy and each time that an item appears or expires. */
export function visibleContent(copy: ContentCopy, now: number): VisibleContent {
  const known = visible.get(copy);
  if (known !== undefined && known.validFrom <= now && now < known.validUntil) return known;
  const current = visibleAt(copy, now);
  visible.set(copy, current);
  return current;
}

function visibleAt(copy: ContentCopy, now: number): VisibleContent {
  const { zone } = copy;
  const items = copy.items.filter((item) => isVisible(item, now, zone));
  const moments = copy.items
    .flatMap(({ publishAt, expireAt }) => [publishAt, expireAt])
    .filter((date) => date !== undefined)
    .map((date) => startIn(date, zone));
  const past = moments.filter((moment) => moment <= now);
  return {
    list: new ItemList(items),
    version: `${copy.version}/${String(past.length)}`,
    lastModified: past.reduce((latest, moment) => Math.max(latest, moment), copy.lastModified),
    validFrom: past.reduce((latest, moment) => Math.max(latest, moment), -Infinity),
    validUntil: moments.filter((moment) => moment > now).reduce((next, moment) => Math.min(next, moment), Infinity),
  };
}

function isVisible({ publishAt, expireAt }: Item, now: number, zone: TimeZone): boolean {
  return (
    (publishAt === undefined || startIn(publishAt, zone) <= now) &&
    (expireAt === undefined || now < startIn(expireAt, zone))
  );
}
