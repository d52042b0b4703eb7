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
  /** The whole document as its authors wrote it. */
  readonly value: unknown;
  /** The key that holds the list, or undefined when the document is the list. */
  readonly listKey: string | undefined;
}

/**
 * Reads a document of a collection: bounds, parser, then the collection's own schema.
 *
 * @param maxMistakes how many mistakes to look for, each of which costs reading the text again. @default 1
 * @throws DocumentError with line and column of what is wrong.
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

/** Where the first text or name has half of a surrogate pair, which JSON can write and UTF-8 cannot: it would make addresses and pages fail. */
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

/** What a schema, or the collection as a whole, has against a value. */
interface Broken {
  readonly path: ValuePath;
  readonly rule: string;
}

function* mistakesOf(collection: Collection, document: CollectionDocument): Generator<Broken> {
  const path = brokenText(document.value);
  if (path !== undefined)
    yield { path, rule: 'holds half of a surrogate pair: write the whole character, or remove it' };
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
