import type * as z from 'zod';
import type { Localized } from '../../common/localized.ts';
import { CONTRACT } from '../../contract.ts';

/** Field names for each property that Kiosque understands, in order of preference. */
export interface CollectionFields {
  /** Title; the first present field also determines the id if there is none. */
  readonly title: readonly string[];
  /** First day or moment. */
  readonly start?: readonly string[];
  /** Last day or moment. */
  readonly end?: readonly string[];
  /** Long text, in Markdown. */
  readonly body?: readonly string[];
  /** Place: string fields are joined by commas. */
  readonly place?: readonly string[];
  /** A list of words, or one word. */
  readonly tags?: readonly string[];
}

/** How the pages show a collection: dated entries, articles, or expandable questions. */
export type Presentation = 'agenda' | 'articles' | 'questions';

/** Definition of a collection. */
export interface Collection {
  /** Path segment and document name: lower-case letters, digits and dashes. */
  readonly name: string;
  readonly title: Localized;
  readonly presentation: Presentation;
  readonly fields: CollectionFields;
  /** Validates the known fields of one item; unknown fields are kept unchanged. */
  readonly item: z.ZodType;
}

const RESERVED: readonly string[] = CONTRACT.reservedPaths;

/**
 * Validates the definition of a collection at startup.
 *
 * @throws TypeError if the name is not a valid path segment or is reserved, or if no title field is given.
 */
export function defineCollection(collection: Collection): Collection {
  if (!/^[a-z][a-z0-9-]*$/.test(collection.name) || RESERVED.includes(collection.name)) {
    throw new TypeError(
      `a collection cannot be named "${collection.name}": use lower-case letters, digits and dashes, and none of ${RESERVED.join(', ')}`,
    );
  }
  if (collection.fields.title.length === 0)
    throw new TypeError(`collection ${collection.name}: fields.title must contain at least one field`);
  return Object.freeze(collection);
}

/** Returns the file names of a collection's document in order of precedence: the first that exists is served. */
export function candidateDocuments(collection: Collection): readonly string[] {
  return [`${collection.name}.json`, `${collection.name}.yaml`, `${collection.name}.yml`];
}
