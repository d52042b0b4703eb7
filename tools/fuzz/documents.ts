import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTILE_TEXTS } from './hostile-values.ts';
import { Random } from './random.ts';

type Value = Readonly<Record<string, unknown>> & { readonly id?: string | number };

/** Valid fields of every item, so that only the hostile field can be refused. */
const BASE: Readonly<Record<string, Value>> = {
  events: { title: 'Concert', date: '2027-02-15', content: 'Doors open at six.' },
  news: { title: 'News', date: '2026-11-20', content: 'Something *happened*.' },
  faq: { question: 'When?', answer: 'At six.' },
};
export const COLLECTIONS: readonly string[] = Object.keys(BASE);

/** Ids with a meaning in URLs or cache keys, which are harmless on pages. */
const ADDRESS_IDS = [
  '..',
  '.',
  '%2e%2e',
  '1 Accept,',
  '__proto__',
  'constructor',
  'a/b',
  'x?y',
  'x#y',
  '1.json',
  'é',
  '~',
  ' ',
  '"',
];

const MARKDOWN = [
  '[a](javascript:alert(1)) <script>alert(1)</script>',
  `${'['.repeat(300)}a`,
  '*a '.repeat(300),
  `${'> '.repeat(200)}deep`,
  `|${'a|'.repeat(200)}\n|${'-|'.repeat(200)}`,
  '![x](http://[) <http://[> http://[',
  '&#xd800; &#0; &#x110000;',
  '`'.repeat(500),
];

const LINKS = ['http://[', 'http://h:99999', 'https://\ud800', 'http://%zz', 'https://h/\u202e'];

/** Directories of documents that content:check accepts. */
export interface Documents {
  /** Ids and titles that are hostile to URLs and caches. */
  readonly tame: string;
  /** Everything that is accepted. */
  readonly hostile: string;
  /** Ids in `tame`, by collection. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

/** Writes documents whose items were all accepted individually. */
export async function writeDocuments(directory: string, seed: number): Promise<Documents> {
  const ids: Record<string, readonly string[]> = {};
  for (const [index, collection] of COLLECTIONS.entries()) {
    const ordinary = Array.from({ length: 60 }, (_, id): Value => ({
      ...BASE[collection],
      id,
      tags: ['a', 'événement'],
    }));
    const tame = await accepted(directory, collection, [
      ...ordinary,
      ...ADDRESS_IDS.map((id) => ({ ...BASE[collection], id })),
    ]);
    const hostile = await accepted(directory, collection, hostileItems(collection, new Random(seed, -2 - index)));
    write(join(directory, 'tame'), collection, tame);
    write(join(directory, 'hostile'), collection, [...hostile, ...ordinary]);
    ids[collection] = tame.map(({ id }) => String(id));
  }
  return { tame: join(directory, 'tame'), hostile: join(directory, 'hostile'), ids };
}

/** Each hostile text as id, as title and in another field; invalid links; slugs that end within a character. */
function hostileItems(collection: string, random: Random): readonly Value[] {
  const base = BASE[collection] ?? {};
  const [title, body] = 'question' in base ? ['question', 'answer'] : ['title', 'content'];
  const texts = [...HOSTILE_TEXTS, `${'x'.repeat(79)}\u{10400}y`, '\u{10400}'.repeat(60)];
  const fields = (text: string): readonly Value[] => [
    { [body]: text },
    { tags: [text] },
    { url: `https://h/${text}` },
    { location: text },
    { [text]: text },
  ];
  return [
    ...LINKS.map((url) => ({ ...base, url })),
    ...texts.flatMap((text) => [
      { ...base, id: text },
      { ...base, [title]: text },
      { ...base, ...random.pick(fields(text)) },
    ]),
    ...MARKDOWN.map((text) => ({ ...base, [body]: text })),
  ];
}

/** Returns the accepted items, each checked in a separate document; of items with the same id, the first. */
async function accepted(directory: string, collection: string, items: readonly Value[]): Promise<readonly Value[]> {
  const folder = join(directory, `check-${collection}-${String(items.length)}`);
  mkdirSync(folder, { recursive: true });
  const nameOf = (index: number): string => `${String(index).padStart(5, '0')}.json`;
  items.forEach((item, index) => {
    writeFileSync(join(folder, nameOf(index)), JSON.stringify([item]));
  });
  const good = new Set(await check(folder, collection));
  const seen = new Set<string>();
  return items.filter((item, index) => {
    if (!good.has(nameOf(index))) return false;
    const { id } = item;
    if (id === undefined) return true;
    const isNew = !seen.has(String(id));
    seen.add(String(id));
    return isNew;
  });
}

/** Returns the names of the files that content:check accepts. */
async function check(folder: string, collection: string): Promise<readonly string[]> {
  const program = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const [, script = ''] = program.scripts['content:check']?.split(' ') ?? [];
  const output = await new Promise<string>((resolve, reject) => {
    const options = { maxBuffer: 2 ** 26 };
    // Exit code 1 means that some are refused.
    execFile(process.execPath, [script, '--json', '--collection', collection, folder], options, (error, stdout) => {
      if (error === null || error.code === 1) resolve(stdout);
      else reject(new Error(`content:check failed: ${error.message}`));
    });
  });
  const verdicts = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string; ok: boolean });
  return verdicts.filter(({ ok }) => ok).map(({ file }) => file.slice(folder.length + 1));
}

function write(directory: string, collection: string, items: readonly Value[]): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${collection}.json`), JSON.stringify({ items }));
}
