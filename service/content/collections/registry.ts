import { readdir } from 'node:fs/promises';
import type { Collection } from './collection.ts';

/** Returns the directory of the collection files, next to the entry file, in source or build. */
export function collectionsDirectory(entry: string): URL {
  return new URL('./content/collections/', entry);
}

/**
 * Loads every collection: one for each `<name>.collection.ts` (or built `.js`) in `directory`, sorted by file name.
 *
 * @throws TypeError if a file does not export `collection`, or two have the same name.
 */
export async function loadCollections(directory: URL): Promise<readonly Collection[]> {
  const files = (await readdir(directory)).filter((file) => /\.collection\.[jt]s$/.test(file)).sort();
  const collections = await Promise.all(
    files.map(async (file) => {
      const module = (await import(new URL(file, directory).href)) as { collection?: Collection };
      if (module.collection === undefined) throw new TypeError(`${file} must export a constant named "collection"`);
      return module.collection;
    }),
  );
  const names = collections.map((collection) => collection.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new TypeError(`two collection files define "${twice}": collection names must be unique`);
  return collections;
}
