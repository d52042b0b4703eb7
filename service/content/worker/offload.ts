import type { Collection } from '../collections/collection.ts';
import { readCollection } from '../collections/read-collection.ts';
import type { CollectionDocument } from '../collections/read-collection.ts';
import { DocumentError } from '../documents/document.errors.ts';
import type { DocumentLimits } from '../documents/document-limits.ts';
import { yamlParts } from '../representations/yaml-document.ts';
import type { YamlParts } from '../representations/yaml-document.ts';
import { WorkerLane, WorkerLimitError } from './worker-lane.ts';

/** Below this size work stays on the main thread: the worst YAML of 32 KiB costs it some 15 ms, starting a thread about 30. */
const INLINE_BYTES = 32_768;
/** The worst accepted document of the default size takes a second here; beyond this something is wrong with it. */
const TIMEOUT_MS = 20_000;
const MEBIBYTE = 1_048_576;
/** What a worker needs by itself, and for each mebibyte of the largest document that is accepted. */
const HEAP_MEGABYTES = { base: 64, perMebibyte: 24 } as const;
/** Documents to read: one of each collection at a time. */
const WAITING_DOCUMENTS = 1000;
/** Documents to write: one of each collection and version. */
const WAITING_RENDERINGS = 16;

/**
 * Does the slow work on documents, in a thread of its own when the document is large, so that no reader waits for a parser. Reading has
 * its own thread: however many renderings are asked for, content is refreshed.
 */
export class Offload {
  readonly #collectionsDirectory: URL;
  readonly #limits: DocumentLimits;
  readonly #reading: WorkerLane;
  readonly #writing: WorkerLane;

  constructor(collectionsDirectory: URL, limits: DocumentLimits) {
    this.#collectionsDirectory = collectionsDirectory;
    this.#limits = limits;
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const entry = new URL(`../worker/content.worker.${extension}`, collectionsDirectory);
    const mebibytes = Math.ceil(limits.maxBytes / MEBIBYTE);
    const maxHeapMegabytes = HEAP_MEGABYTES.base + mebibytes * HEAP_MEGABYTES.perMebibyte;
    const lane = (maxWaiting: number): WorkerLane =>
      new WorkerLane(entry, { maxWaiting, maxHeapMegabytes, timeoutMs: TIMEOUT_MS });
    this.#reading = lane(WAITING_DOCUMENTS);
    this.#writing = lane(WAITING_RENDERINGS);
  }

  /** @throws DocumentError as `readCollection` does, and when reading takes longer than 20 s or too much memory. */
  async read(collection: Collection, name: string, bytes: Buffer): Promise<CollectionDocument> {
    if (bytes.length <= INLINE_BYTES || bytes.length > this.#limits.maxBytes) {
      return readCollection(collection, name, bytes, this.#limits);
    }
    try {
      const result = await this.#reading.run({
        kind: 'document',
        collectionsDirectory: this.#collectionsDirectory.href,
        collection: collection.name,
        name,
        bytes,
        limits: this.#limits,
      });
      if (result.kind === 'refused') throw new DocumentError(result.document, result.position, result.reason);
      if (result.kind !== 'document') throw new Error(`the worker answered ${result.kind} instead of a document`);
      return { value: JSON.parse(result.json), listKey: result.listKey };
    } catch (error) {
      if (!(error instanceof WorkerLimitError)) throw error;
      throw new DocumentError(name, { line: 1, column: 1 }, `it cannot be read: ${error.message}`);
    }
  }

  /** The pieces of a document as YAML. @throws WorkerLimitError */
  async yaml(document: CollectionDocument): Promise<YamlParts> {
    const json = JSON.stringify(document.value);
    if (json.length <= INLINE_BYTES) return yamlParts(document);
    const result = await this.#writing.run({ kind: 'yaml', json, listKey: document.listKey });
    if (result.kind !== 'yaml') throw new Error(`the worker answered ${result.kind} instead of YAML`);
    return result.parts;
  }
}
