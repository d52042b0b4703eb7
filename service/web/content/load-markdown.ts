import type * as markdown from './markdown.ts';

/** The Markdown libraries, 15 MB of memory, are loaded with the first page. */
export async function loadMarkdown(): Promise<typeof markdown> {
  return await import('./markdown.ts');
}
