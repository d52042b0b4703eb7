import type { NegotiableFormat } from '../../http/format-negotiation.ts';
import type { Collection } from '../collections/collection.ts';
import type { Item } from '../collections/item.ts';
import type { CollectionDocument } from '../collections/read-collection.ts';
import type { YamlParts } from './yaml-document.ts';

/** Input for serializing a list or an item. */
export interface Copy {
  readonly collection: Collection;
  readonly document: CollectionDocument;
  /** Returns the document as YAML, rendered once per copy. @throws ProblemError if too many renderings are queued. */
  yaml(): Promise<YamlParts>;
}

/** A serialization format. Content that a format does not support is not available in it. */
export interface Format extends NegotiableFormat {
  /** Display name: `JSON`. */
  readonly title: string;
  /** Whether a collection is available in it. @default all collections */
  readonly offers?: (collection: Collection) => boolean;
  /** Serializes a document whose list contains only these items. */
  readonly list: (copy: Copy, items: readonly Item[]) => Promise<Buffer>;
  /** Serializes one item. */
  readonly item?: (copy: Copy, item: Item) => Promise<Buffer>;
  /** Serializes any data, such as the index. */
  readonly data?: (value: unknown) => Buffer;
}
