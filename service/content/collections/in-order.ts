import type { Collection } from './collection.ts';

const ORDER = ['articles', 'agenda', 'questions'] as const;

/** News first, then what is coming up, then what people ask: in the menu as on the home page. */
export function inOrder(collections: readonly Collection[]): readonly Collection[] {
  return ORDER.flatMap((presentation) => collections.filter((collection) => collection.presentation === presentation));
}
