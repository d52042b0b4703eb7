import type { Collection } from '../../content/collections/collection.ts';
import type { MenuEntry } from './page-context.ts';

const ORDER = ['articles', 'agenda', 'questions'] as const;

/** News first, then what is coming up, then what people ask: in the menu as on the home page. */
export function inOrder(collections: readonly Collection[]): readonly Collection[] {
  return ORDER.flatMap((presentation) => collections.filter((collection) => collection.presentation === presentation));
}

/** The entries of the main menu: the collections, then the queue where there is one. */
export function menuOf(collections: readonly Collection[], queue: string | undefined): readonly MenuEntry[] {
  return [
    ...inOrder(collections).map(({ name, title }) => ({ path: `/${name}`, title })),
    ...(queue === undefined ? [] : [{ path: `/${queue}`, title: { en: 'Take a ticket', fr: 'Prendre un ticket' } }]),
  ];
}
