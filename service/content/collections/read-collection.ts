import { parseDocument } from '../documents/document.ts';
import type { ParsedDocument } from '../documents/document.ts';
import { DocumentError, describePath } from '../documents/document.errors.ts';
import type { Mistake, ValuePath } from '../documents/document.errors.ts';
import type { DocumentLimits } from '../documents/document-limits.ts';
import type { Collection } from './collection.ts';
import { authoredId } from './item.ts';
import type { ItemValue } from './item.ts';

/** A document that a collection can serve. */
export interface CollectionDocument {
  /** The whole document as written by its authors. */
  readonly value: unknown;
  /** The key of the list; undefined if the document is the list. */
  readonly listKey: string | undefined;
}

/**
 * Reads a document of a collection: limits, parser, then the collection's schema.
 *
 * @param maxMistakes maximum number of mistakes to report; locating each one rereads the text. @default 1
 * @throws DocumentError with line and column of the mistakes.
 */
export function readCollection(
  collection: Collection,
  name: string,
  bytes: Buffer,
  limits: DocumentLimits,
  maxMistakes = 1,
): CollectionDocument {
  const document = parseDocument(name, bytes, limits);
  const listKey = findList(document);
  const read = { value: document.value, listKey };
  const mistakes: Mistake[] = [];
  for (const { path, rule } of mistakesOf(collection, read)) {
    mistakes.push({ position: document.locate(path), reason: `${describePath(path)} ${rule}` });
    if (mistakes.length === maxMistakes) break;
  }
  const [first, ...others] = mistakes;
  if (first !== undefined) throw new DocumentError(name, first.position, first.reason, others);
  return read;
}

/** Returns the list in a document. */
export function listOf(document: CollectionDocument): readonly ItemValue[] {
  const { value, listKey } = document;
  return (listKey === undefined ? value : (value as Record<string, unknown>)[listKey]) as readonly ItemValue[];
}

/** Returns the document with its list replaced by `items`; the rest of the envelope is kept. */
export function withList(document: CollectionDocument, items: readonly ItemValue[]): unknown {
  const { value, listKey } = document;
  if (listKey === undefined) return items;
  return Object.fromEntries(
    Object.entries(value as object).map(([key, kept]) => [key, key === listKey ? items : (kept as unknown)]),
  );
}

/** Finds the first string or key with half of a surrogate pair, which JSON can represent and UTF-8 cannot: it would break URLs and pages. */
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
    throw refuse(document, [], 'must be a list, or an object that contains one list');
  }
  const keys = Object.entries(value)
    .filter(([, entry]) => Array.isArray(entry))
    .map(([key]) => key);
  if (keys.length === 1) return keys[0];
  const found = keys.length === 0 ? 'none' : keys.map((key) => `"${key}"`).join(' and ');
  throw refuse(document, [], `must be a list, or an object that contains exactly one list; found ${found}`);
}

/** A violated rule of the schema or the collection. */
interface Broken {
  readonly path: ValuePath;
  readonly rule: string;
}

function* mistakesOf(collection: Collection, document: CollectionDocument): Generator<Broken> {
  const path = brokenText(document.value);
  if (path !== undefined)
    yield { path, rule: 'contains half of a surrogate pair: write the whole character, or remove it' };
  const base: ValuePath = document.listKey === undefined ? [] : [document.listKey];
  const seen = new Map<string, ValuePath>();
  for (const [index, value] of (listOf(document) as readonly unknown[]).entries()) {
    const place = [...base, index];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      yield { path: place, rule: 'must be an object' };
      continue;
    }
    for (const issue of collection.item.safeParse(value).error?.issues ?? []) {
      yield { path: [...place, ...issue.path.filter((step) => typeof step !== 'symbol')], rule: issue.message };
    }
    const id = authoredId(value as ItemValue);
    const earlier = id === undefined ? undefined : seen.get(id);
    if (earlier !== undefined)
      yield { path: [...place, 'id'], rule: `${JSON.stringify(id)} is already the id of ${describePath(earlier)}` };
    else if (id !== undefined) seen.set(id, place);
  }
}

function refuse(document: ParsedDocument, path: ValuePath, rule: string): DocumentError {
  return new DocumentError(document.name, document.locate(path), `${describePath(path)} ${rule}`);
}
