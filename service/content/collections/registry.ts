import { readdir } from 'node:fs/promises';
import type { Collection } from './collection.ts';

/** Where the collection files stand, beside the entry file of the process, as source or as built. */
export function collectionsDirectory(entry: string): URL {
  return new URL('./content/collections/', entry);
}

/**
 * Every collection: one for each `<name>.collection.ts` (or built `.js`) of `directory`, sorted by file name.
 * This is why a new collection is one new file.
 *
 * @throws TypeError when a file does not export `collection`, or two have the same name.
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
  if (twice !== undefined) throw new TypeError(`two collection files define "${twice}": each name may be defined once`);
  return collections;
}
