import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Collection } from '../content/collections/collection.ts';
import { candidateDocuments } from '../content/collections/collection.ts';
import { listOf, readCollection } from '../content/collections/read-collection.ts';
import { collectionsDirectory, loadCollections } from '../content/collections/registry.ts';
import { parseDocument } from '../content/documents/document.ts';
import { DocumentError } from '../content/documents/document.errors.ts';
import type { Mistake, Position } from '../content/documents/document.errors.ts';
import { documentLimits } from '../content/documents/document-limits.ts';
import type { DocumentLimits } from '../content/documents/document-limits.ts';
import { UsageError } from './command.errors.ts';

const USAGE = `usage: npm run content:check -- [options] <file or directory>...

Checks documents against the limits, the parser and the schemas of the service.
The file name determines the collection: events.yaml contains events.

  --collection <name>  check every file as this collection
  --syntax-only        stop after parsing
  --json               print one JSON object per line
  --max-bytes <n>      maximum size of a document (1048576)

Exit status: 0 if every document is accepted, 1 if any is refused, 2 for a usage error.
`;

/** Maximum number of mistakes reported per document. */
const MAX_MISTAKES = 100;

interface Options {
  readonly collection: Collection | undefined;
  readonly collections: readonly Collection[];
  readonly syntaxOnly: boolean;
  readonly limits: DocumentLimits;
}

/** The verdict on one file. `items` is the length of its list. */
type Verdict = { readonly file: string; readonly milliseconds: number } & (
  | { readonly ok: true; readonly items?: number }
  | ({
      readonly ok: false;
      readonly reason: string;
      readonly mistakes: readonly (Position & { reason: string })[];
    } & Position)
);

async function main(): Promise<number> {
  const { values, positionals } = parse();
  if (values.help === true || positionals.length === 0) {
    process.stdout.write(USAGE);
    return values.help === true ? 0 : 2;
  }
  const collections = await loadCollections(collectionsDirectory(new URL('../', import.meta.url).href));
  const options: Options = {
    collection: named(collections, values.collection),
    collections,
    syntaxOnly: values['syntax-only'] ?? false,
    limits: documentLimits(maxBytes(values['max-bytes'])),
  };
  let refused = 0;
  let checked = 0;
  for (const file of await expand(positionals)) {
    const verdict = await check(file, options);
    checked++;
    if (!verdict.ok) refused++;
    process.stdout.write(`${values.json === true ? JSON.stringify(verdict) : describe(verdict)}\n`);
  }
  if (values.json !== true) process.stdout.write(`${String(checked - refused)} accepted, ${String(refused)} refused\n`);
  return refused > 0 ? 1 : 0;
}

async function check(file: string, options: Options): Promise<Verdict> {
  const name = basename(file);
  const bytes = await readFile(file);
  const start = performance.now();
  const elapsed = (): number => Math.round((performance.now() - start) * 10) / 10;
  try {
    if (options.syntaxOnly) {
      parseDocument(name, bytes, options.limits);
      return { file, ok: true, milliseconds: elapsed() };
    }
    const collection =
      options.collection ?? options.collections.find((each) => candidateDocuments(each).includes(name));
    if (collection === undefined)
      throw new DocumentError(name, { line: 1, column: 1 }, unknownName(options.collections));
    const items = listOf(readCollection(collection, name, bytes, options.limits, MAX_MISTAKES)).length;
    return { file, ok: true, items, milliseconds: elapsed() };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const { position, reason, others } = error;
    const mistakes = [{ position, reason }, ...others].map(flat);
    return { file, ok: false, ...position, reason, mistakes, milliseconds: elapsed() };
  }
}

function describe(verdict: Verdict): string {
  const time = `${String(verdict.milliseconds)} ms`;
  if (verdict.ok)
    return `ok       ${verdict.file}  ${verdict.items === undefined ? '' : `${String(verdict.items)} items  `}(${time})`;
  const lines = verdict.mistakes.map(
    ({ line, column, reason }) => `refused  ${verdict.file}:${String(line)}:${String(column)}  ${reason}`,
  );
  if (lines.length === MAX_MISTAKES) lines.push(`refused  ${verdict.file}  there may be more errors: fix these first`);
  return `${lines.join('\n')}  (${time})`;
}

function flat({ position, reason }: Mistake): Position & { reason: string } {
  return { ...position, reason };
}

/** Replaces directories with the documents directly inside, sorted by name. */
async function expand(paths: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) throw new UsageError(`${path} does not exist`);
      if (!found.isDirectory()) return [path];
      return (await readdir(path))
        .filter((file) => /\.(?:json|ya?ml)$/i.test(file))
        .sort()
        .map((file) => join(path, file));
    }),
  );
  return lists.flat();
}

function parse(): ReturnType<typeof parseArgs<typeof ARGUMENTS>> {
  try {
    return parseArgs(ARGUMENTS);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const ARGUMENTS = {
  allowPositionals: true,
  options: {
    collection: { type: 'string' },
    'syntax-only': { type: 'boolean' },
    json: { type: 'boolean' },
    'max-bytes': { type: 'string' },
    help: { type: 'boolean' },
  },
} as const;

function named(collections: readonly Collection[], name: string | undefined): Collection | undefined {
  const found = collections.find((collection) => collection.name === name);
  if (name !== undefined && found === undefined) {
    throw new UsageError(`--collection must be one of ${collections.map((collection) => collection.name).join(', ')}`);
  }
  return found;
}

function maxBytes(text = '1048576'): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError('--max-bytes must be an integer');
  return Number(text);
}

function unknownName(collections: readonly Collection[]): string {
  const names = collections.flatMap((collection) => candidateDocuments(collection));
  return `the file name matches no collection (${names.join(', ')}): rename it, or use --collection or --syntax-only`;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
