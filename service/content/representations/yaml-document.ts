import type { CollectionDocument } from '../collections/read-collection.ts';
import { listOf } from '../collections/read-collection.ts';
import { toYaml } from '../../http/representations/yaml.ts';

/** A document as YAML, in pieces: what a filtered list keeps of it is put together without writing anything anew. */
export interface YamlParts {
  /** What stands around the list: each key as one piece, undefined in the place of the list. */
  readonly envelope: readonly (string | undefined)[];
  /** The key of the list as it begins its line, colon included; empty when the document is the list. */
  readonly listKey: string;
  /** The items, in the order of the document. */
  readonly items: readonly string[];
}

/** Writes the pieces of a document. */
export function yamlParts(document: CollectionDocument): YamlParts {
  const { value, listKey } = document;
  const items = listOf(document);
  if (listKey === undefined) return { envelope: [undefined], listKey: '', items: items.map((item) => toYaml([item])) };
  return {
    envelope: Object.entries(value as object).map(([key, kept]) =>
      key === listKey ? undefined : toYaml({ [key]: kept as unknown }),
    ),
    listKey: toYaml({ [listKey]: [] }).slice(0, -' []\n'.length),
    // Written below a key, items have the indentation that they have below any.
    items: items.map((item) => toYaml({ x: [item] }).slice('x:\n'.length)),
  };
}

/** The document with some of its items, given by their positions: the text that writing it whole would give. */
export function joinYaml({ envelope, listKey, items }: YamlParts, positions: readonly number[]): string {
  const chosen = positions.map((position) => items[position] ?? '');
  const list =
    listKey === ''
      ? chosen.join('') || '[]\n'
      : chosen.length === 0
        ? `${listKey} []\n`
        : `${listKey}\n${chosen.join('')}`;
  return envelope.map((piece) => piece ?? list).join('');
}

/** One item by itself: what `joinYaml` would write of it, less the dash and the indentation of the list. */
export function itemYaml({ listKey, items }: YamlParts, position: number): string {
  const indented = items[position] ?? '';
  return indented.replace(listKey === '' ? /^(?:- | {2})/gm : /^ {2}(?:- | {2})/gm, '');
}
