import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { azureContainer } from '../common/azure/azure-container.ts';
import { readConfiguration } from '../configuration.ts';
import { ConfigurationError } from '../config/settings.ts';
import { candidateDocuments } from '../content/collections/collection.ts';
import type { Collection } from '../content/collections/collection.ts';
import { listOf, readCollection } from '../content/collections/read-collection.ts';
import { collectionsDirectory, loadCollections } from '../content/collections/registry.ts';
import { DocumentError } from '../content/documents/document.errors.ts';
import { documentLimits } from '../content/documents/document-limits.ts';

const USAGE = `usage: npm run content:publish -- [--create-container] <directory>

Checks the documents in a directory and copies them to the Blob container AZURE_STORAGE_CONTAINER of
AZURE_STORAGE_ACCOUNT_URL (AZURE_CREDENTIAL=default uses the account of az login) or AZURE_STORAGE_CONNECTION_STRING.
If any document is refused, none is copied.
`;

interface Publication {
  readonly name: string;
  readonly bytes: Buffer;
  readonly items: number;
}

/** Invalid arguments or a refused document; the message says what to change. */
class PublicationError extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = parse();
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const [directory] = positionals;
  if (directory === undefined || positionals.length > 1) throw new PublicationError(USAGE);
  const collections = await loadCollections(collectionsDirectory(new URL('../', import.meta.url).href));
  const config = readConfiguration(process.env);
  const publications = await read(directory, collections, config.CONTENT_MAX_DOCUMENT_BYTES);
  const container = azureContainer(config, config.AZURE_STORAGE_CONTAINER, {});
  if (values['create-container']) await container.createIfNotExists();
  for (const { name, bytes, items } of publications) {
    const blobContentType = name.endsWith('.json') ? 'application/json' : 'application/yaml';
    const blob = container.getBlockBlobClient(name);
    await blob.upload(bytes, bytes.length, { blobHTTPHeaders: { blobContentType } });
    process.stdout.write(`${name}: ${String(items)} items published\n`);
  }
}

async function read(directory: string, collections: readonly Collection[], maxBytes: number): Promise<Publication[]> {
  const files = await readdir(directory).catch(() => {
    throw new PublicationError(`${directory} is not a readable directory`);
  });
  const publications: Publication[] = [];
  for (const collection of collections) {
    for (const name of candidateDocuments(collection).filter((candidate) => files.includes(candidate))) {
      const bytes = await readFile(join(directory, name));
      const items = listOf(readCollection(collection, name, bytes, documentLimits(maxBytes))).length;
      publications.push({ name, bytes, items });
    }
  }
  const names = collections.flatMap((collection) => candidateDocuments(collection)).join(', ');
  if (publications.length === 0) throw new PublicationError(`${directory} contains none of ${names}`);
  return publications;
}

function parse(): { values: { 'create-container': boolean; help: boolean }; positionals: string[] } {
  try {
    const options = {
      'create-container': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new PublicationError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

try {
  await main();
} catch (error) {
  if (error instanceof DocumentError) {
    const { position, reason, document } = error;
    const place = `${document}:${String(position.line)}:${String(position.column)}`;
    process.stderr.write(`${place}  ${reason}\nNothing was published.\n`);
  } else if (error instanceof PublicationError || error instanceof ConfigurationError) {
    process.stderr.write(`${error.message}\n`);
  } else {
    // The message of SDK errors may be a page of XML: the code is enough.
    const { code, message } = error as { code?: string; message: string };
    process.stderr.write(`publishing failed: ${code ?? message}\n`);
  }
  process.exitCode = 1;
}
