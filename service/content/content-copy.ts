import { digest } from '../common/answers/etag.ts';
import type { Collection } from './collections/collection.ts';
import { readItems } from './collections/item.ts';
import type { Item } from './collections/item.ts';
import { listOf, withList } from './collections/read-collection.ts';
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
}

/** What of a copy is public at a given time. */
export interface VisibleContent {
  readonly items: readonly Item[];
  /** The document as its authors wrote it, less the items that are not public. */
  readonly value: unknown;
  /** Distinguishes states of the same version before and after an item appeared or expired. */
  readonly version: string;
  readonly lastModified: number;
  /** When the next item appears or expires; Infinity when none will. Milliseconds since the epoch. */
  readonly validUntil: number;
}

/** A copy from what the source gave and what the parser made of it. */
export function contentCopy(collection: Collection, source: SourceDocument, document: CollectionDocument): ContentCopy {
  return {
    name: source.name,
    etag: source.etag,
    version: digest(source.name, source.bytes),
    lastModified: source.lastModified.getTime(),
    document,
    items: readItems(collection, listOf(document)),
  };
}

/** What of `copy` is public at `now`. */
export function visibleContent(copy: ContentCopy, now: number): VisibleContent {
  const items = copy.items.filter((item) => isVisible(item, now));
  const moments = copy.items
    .flatMap(({ publishAt, expireAt }) => [publishAt, expireAt])
    .filter((moment) => moment !== undefined);
  const past = moments.filter((moment) => moment <= now);
  const complete = items.length === copy.items.length;
  return {
    items,
    value: complete
      ? copy.document.value
      : withList(
          copy.document,
          items.map(({ value }) => value),
        ),
    version: `${copy.version}/${String(past.length)}`,
    lastModified: past.reduce((latest, moment) => Math.max(latest, moment), copy.lastModified),
    validUntil: moments.filter((moment) => moment > now).reduce((next, moment) => Math.min(next, moment), Infinity),
  };
}

function isVisible({ publishAt, expireAt }: Item, now: number): boolean {
  return (publishAt === undefined || publishAt <= now) && (expireAt === undefined || now < expireAt);
}
