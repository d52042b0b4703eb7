import type * as z from 'zod';
import type { Localized } from '../../common/localized.ts';
import { CONTRACT } from '../../contract.ts';

/** The names, in order of preference, under which authors may write each thing that Kiosque understands. */
export interface CollectionFields {
  /** What an item is called; the first that is present also makes its id when it has none. */
  readonly title: readonly string[];
  /** First day or moment. */
  readonly start?: readonly string[];
  /** Last day or moment. */
  readonly end?: readonly string[];
  /** Long text, in Markdown. */
  readonly body?: readonly string[];
  /** Where it happens: those that are texts are joined by commas. */
  readonly place?: readonly string[];
  /** A list of words, or one word. */
  readonly tags?: readonly string[];
}

/** How the pages show a collection: dated entries, articles, or questions that unfold. */
export type Presentation = 'agenda' | 'articles' | 'questions';

/** What a collection is: everything the service knows of it is written here. */
export interface Collection {
  /** Path segment and document name: lower-case letters, digits and dashes. */
  readonly name: string;
  readonly title: Localized;
  readonly presentation: Presentation;
  readonly fields: CollectionFields;
  /** Checks the known fields of one item; unknown ones are kept as they are. */
  readonly item: z.ZodType;
}

const RESERVED: readonly string[] = CONTRACT.reservedPaths;

/**
 * Checks the definition of a collection when the service starts.
 *
 * @throws TypeError when the name cannot be a path segment, is taken by a route of the service, or no title field is given.
 */
export function defineCollection(collection: Collection): Collection {
  if (!/^[a-z][a-z0-9-]*$/.test(collection.name) || RESERVED.includes(collection.name)) {
    throw new TypeError(
      `a collection cannot be named "${collection.name}": use lower-case letters, digits and dashes, and none of ${RESERVED.join(', ')}`,
    );
  }
  if (collection.fields.title.length === 0)
    throw new TypeError(`collection ${collection.name}: fields.title must name at least one field`);
  return Object.freeze(collection);
}

/** The files a collection may be written in, in order of precedence: the first that exists is the one served. */
export function candidateDocuments(collection: Collection): readonly string[] {
  return [`${collection.name}.json`, `${collection.name}.yaml`, `${collection.name}.yml`];
}
