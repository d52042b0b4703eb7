import type { CollectionDocument } from '../collections/read-collection.ts';
import { listOf } from '../collections/read-collection.ts';
import { toYaml } from '../../http/representations/yaml.ts';

/** A document as YAML, in parts from which filtered lists are assembled without serializing again. */
export interface YamlParts {
  /** The document around the list: one part per key, undefined in place of the list. */
  readonly envelope: readonly (string | undefined)[];
  /** The key of the list with its colon; empty if the document is the list. */
  readonly listKey: string;
  /** The items, in document order. */
  readonly items: readonly string[];
}

/** Serializes the parts of a document. */
export function yamlParts(document: CollectionDocument): YamlParts {
  const { value, listKey } = document;
  const items = listOf(document);
  if (listKey === undefined) return { envelope: [undefined], listKey: '', items: items.map((item) => toYaml([item])) };
  return {
    envelope: Object.entries(value as object).map(([key, kept]) =>
      key === listKey ? undefined : toYaml({ [key]: kept as unknown }),
    ),
    listKey: toYaml({ [listKey]: [] }).slice(0, -' []\n'.length),
    // Items have the same indentation under any key.
    items: items.map((item) => toYaml({ x: [item] }).slice('x:\n'.length)),
  };
}

/** Assembles the document with the items at `positions`; the result equals serializing it as a whole. */
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

/** Returns one item as in `joinYaml`, without the dash and indentation of the list. */
export function itemYaml({ listKey, items }: YamlParts, position: number): string {
  const indented = items[position] ?? '';
  return indented.replace(listKey === '' ? /^(?:- | {2})/gm : /^ {2}(?:- | {2})/gm, '');
}
