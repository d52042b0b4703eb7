import type { Collection } from '../collections/collection.ts';
import { readCollection } from '../collections/read-collection.ts';
import type { CollectionDocument } from '../collections/read-collection.ts';
import { DocumentError } from '../documents/document.errors.ts';
import type { DocumentLimits } from '../documents/document-limits.ts';
import { yamlParts } from '../representations/yaml-document.ts';
import type { YamlParts } from '../representations/yaml-document.ts';
import { WorkerLane, WorkerLimitError } from './worker-lane.ts';

/** Smaller documents are processed on the main thread: the worst YAML of 32 KiB takes about 15 ms, starting a thread about 30. */
const INLINE_BYTES = 32_768;
/** The worst accepted document of the default size takes about a second. */
const TIMEOUT_MS = 20_000;
const MEBIBYTE = 1_048_576;
/** Heap of a worker: base, and per mebibyte of the maximum document size. */
const HEAP_MEGABYTES = { base: 64, perMebibyte: 24 } as const;
/** Maximum number of queued reads: one per collection. */
const WAITING_DOCUMENTS = 1000;
/** Maximum number of queued renderings: one per collection and version. */
const WAITING_RENDERINGS = 16;

/**
 * Parses and serializes documents, on a worker thread if they are large, so that requests do not wait for a parser. Reading has its own
 * thread, so that renderings never delay a refresh.
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

  /** @throws DocumentError like `readCollection`, and if reading takes longer than 20 s or too much memory. */
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
      if (result.kind !== 'document') throw new Error(`the worker returned ${result.kind} instead of a document`);
      return { value: JSON.parse(result.json), listKey: result.listKey };
    } catch (error) {
      if (!(error instanceof WorkerLimitError)) throw error;
      throw new DocumentError(name, { line: 1, column: 1 }, `it cannot be read: ${error.message}`);
    }
  }

  /** Returns the parts of a document as YAML. @throws WorkerLimitError */
  async yaml(document: CollectionDocument): Promise<YamlParts> {
    const json = JSON.stringify(document.value);
    if (json.length <= INLINE_BYTES) return yamlParts(document);
    const result = await this.#writing.run({ kind: 'yaml', json, listKey: document.listKey });
    if (result.kind !== 'yaml') throw new Error(`the worker returned ${result.kind} instead of YAML`);
    return result.parts;
  }
}
