import type * as markdown from './markdown.ts';

/** Loads the Markdown libraries, 15 MB of memory, for the first page. */
export async function loadMarkdown(): Promise<typeof markdown> {
  return await import('./markdown.ts');
}
