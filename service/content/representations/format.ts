import type { Collection } from '../collections/collection.ts';
import type { Item } from '../collections/item.ts';
import type { CollectionDocument } from '../collections/read-collection.ts';
import type { YamlParts } from './yaml-document.ts';

/** What a list or an item is written from. */
export interface Copy {
  readonly collection: Collection;
  readonly document: CollectionDocument;
  /** The document as YAML, which is written once for each copy. @throws ProblemError when too much is being written. */
  yaml(): Promise<YamlParts>;
}

/** A way to write content. What a format cannot write is not offered in it. */
export interface Format {
  /** The value of the parameter `format`, and the name of its links: `json`. */
  readonly name: string;
  /** What people call it: `JSON`. */
  readonly title: string;
  /** The registered media type, then others that ask for the same. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** How addresses end that ask for it, without the dot; the first is the one of links. */
  readonly suffixes: readonly [string, ...string[]];
  /** Whether a collection is offered in it. @default every collection is */
  readonly offers?: (collection: Collection) => boolean;
  /** Writes a document with these of its items in the place of its list. */
  readonly list: (copy: Copy, items: readonly Item[]) => Promise<Buffer>;
  /** Writes one item. */
  readonly item?: (copy: Copy, item: Item) => Promise<Buffer>;
  /** Writes any data, such as the index. */
  readonly data?: (value: unknown) => Buffer;
}
