import type { Collection } from './collection.ts';

const ORDER = ['articles', 'agenda', 'questions'] as const;

/** Sorts collections for the menu and the home page: articles, then agenda, then questions. */
export function inOrder(collections: readonly Collection[]): readonly Collection[] {
  return ORDER.flatMap((presentation) => collections.filter((collection) => collection.presentation === presentation));
}
