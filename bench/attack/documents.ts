import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MEBIBYTE = 1_048_576;

/** The most expensive documents, each as large as the default settings allow. */
export const DOCUMENTS = {
  /** Tens of thousands of items, to maximize the cost per item. */
  tiny: () => ({ 'news.json': filled('news', () => ({ title: 'a' })) }),
  /** Markdown that opens many constructs and closes none. */
  markdown: () => ({
    'faq.json': filled('faq', (index) => ({ question: `Question ${String(index)}`, answer: hostileMarkdown(index) })),
  }),
  /** Many events with long texts. */
  large: () => ({ 'events.json': filled('events', (index) => ({ id: index, ...event(index, 6) })) }),
  /** A realistic number of events: a calendar of two years. */
  ordinary: () => ({
    'events.json': listOf(
      'events',
      Array.from({ length: 800 }, (_, index) => ({ id: index, ...event(index, 2) })),
    ),
  }),
} as const satisfies Record<string, () => Record<string, string>>;
export type DocumentName = keyof typeof DOCUMENTS;

/** Writes a set of documents and runs content:check on them. @throws Error if one is refused. */
export function writeDocuments(directory: string, name: DocumentName): string {
  const folder = join(directory, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(DOCUMENTS[name]())) writeFileSync(join(folder, file), text);
  execFileSync(process.execPath, ['service/commands/content-check.ts', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return folder;
}

function event(index: number, sentences: number): object {
  return {
    title: `Événement ${String(index)} of the ${String(index % 12)}th month`,
    date: `2027-${String((index % 12) + 1).padStart(2, '0')}-${String((index % 28) + 1).padStart(2, '0')}`,
    content: Array.from(
      { length: sentences },
      (_, at) => `Sentence ${String((index * 7919 + at * 104_729) % 100_003)} says where.`,
    ).join(' '),
    tags: [`tag${String(index % 50)}`, 'all'],
  };
}

/** Returns repeatedly opened emphasis, links, quotes and lists. */
function hostileMarkdown(index: number): string {
  const shapes = ['*a **b ', '[a](b ', '> > > - ', '`a``b', '<a&amp;', 'http://a.b/c '];
  return `${String(index)} ${(shapes[index % shapes.length] ?? '').repeat(200)}`;
}

/** Returns as many items as fit into a mebibyte. */
function filled(key: string, item: (index: number) => object): string {
  const items: object[] = [];
  let bytes = `{"${key}":[]}`.length;
  for (let index = 0; ; index++) {
    const next = item(index);
    bytes += Buffer.byteLength(JSON.stringify(next)) + 1;
    if (bytes > MEBIBYTE) return listOf(key, items);
    items.push(next);
  }
}

function listOf(key: string, items: readonly object[]): string {
  return JSON.stringify({ [key]: items });
}
