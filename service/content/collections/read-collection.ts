import { parseDocument } from '../documents/document.ts';
import type { ParsedDocument } from '../documents/document.ts';
import { DocumentError, describePath } from '../documents/document.errors.ts';
import type { ValuePath } from '../documents/document.errors.ts';
import type { DocumentLimits } from '../documents/document-limits.ts';
import type { Collection } from './collection.ts';
import { authoredId } from './item.ts';
import type { ItemValue } from './item.ts';

/** A document that a collection can serve. */
export interface CollectionDocument {
  /** The whole document as its authors wrote it. */
  readonly value: unknown;
  /** The key that holds the list, or undefined when the document is the list. */
  readonly listKey: string | undefined;
}

/**
 * Reads a document of a collection: bounds, parser, then the collection's own schema.
 *
 * @throws DocumentError with line and column at the first thing that is wrong.
 */
export function readCollection(
  collection: Collection,
  name: string,
  bytes: Buffer,
  limits: DocumentLimits,
): CollectionDocument {
  const document = parseDocument(name, bytes, limits);
  checkCharacters(document);
  const listKey = findList(document);
  const read = { value: document.value, listKey };
  const values = listOf(read);
  const base: ValuePath = listKey === undefined ? [] : [listKey];
  checkItems(collection, document, values, base);
  checkIds(document, values, base);
  return read;
}

/** The list inside a document. */
export function listOf(document: CollectionDocument): readonly ItemValue[] {
  const { value, listKey } = document;
  return (listKey === undefined ? value : (value as Record<string, unknown>)[listKey]) as readonly ItemValue[];
}

/** The document with `items` in place of its list; the rest of the envelope stays. */
export function withList(document: CollectionDocument, items: readonly ItemValue[]): unknown {
  const { value, listKey } = document;
  if (listKey === undefined) return items;
  return Object.fromEntries(
    Object.entries(value as object).map(([key, kept]) => [key, key === listKey ? items : (kept as unknown)]),
  );
}

/** Half of a surrogate pair, which JSON can write and UTF-8 cannot, would make addresses and pages fail. */
function checkCharacters(document: ParsedDocument): void {
  const path = brokenText(document.value);
  if (path !== undefined)
    throw refuse(document, path, 'holds half of a surrogate pair: write the whole character, or remove it');
}

/** Where the first such text or name is. */
function brokenText(value: unknown): ValuePath | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : [];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.isWellFormed()) return [];
    const path = brokenText(inner);
    if (path !== undefined) return [Array.isArray(value) ? Number(key) : key, ...path];
  }
  return undefined;
}

function findList(document: ParsedDocument): string | undefined {
  const { value } = document;
  if (Array.isArray(value)) return undefined;
  if (typeof value !== 'object' || value === null) {
    throw refuse(document, [], 'must be a list, or an object that holds one list');
  }
  const keys = Object.entries(value)
    .filter(([, entry]) => Array.isArray(entry))
    .map(([key]) => key);
  if (keys.length === 1) return keys[0];
  const found = keys.length === 0 ? 'none' : keys.map((key) => `"${key}"`).join(' and ');
  throw refuse(document, [], `must be a list, or an object that holds exactly one list; found ${found}`);
}

function checkItems(
  collection: Collection,
  document: ParsedDocument,
  values: readonly unknown[],
  base: ValuePath,
): void {
  values.forEach((value, index) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw refuse(document, [...base, index], 'must be an object');
    }
    const issue = collection.item.safeParse(value).error?.issues[0];
    if (issue === undefined) return;
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    throw refuse(document, [...base, index, ...path], issue.message);
  });
}

function checkIds(document: ParsedDocument, values: readonly ItemValue[], base: ValuePath): void {
  const seen = new Map<string, number>();
  values.forEach((value, index) => {
    const id = authoredId(value);
    if (id === undefined) return;
    const earlier = seen.get(id);
    if (earlier !== undefined) {
      throw refuse(
        document,
        [...base, index, 'id'],
        `${JSON.stringify(id)} is already the id of ${describePath([...base, earlier])}`,
      );
    }
    seen.set(id, index);
  });
}

function refuse(document: ParsedDocument, path: ValuePath, rule: string): DocumentError {
  return new DocumentError(document.name, document.locate(path), `${describePath(path)} ${rule}`);
}
