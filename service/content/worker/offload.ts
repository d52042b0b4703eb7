import { Worker } from 'node:worker_threads';
import type { Collection } from '../collections/collection.ts';
import { readCollection } from '../collections/read-collection.ts';
import type { CollectionDocument } from '../collections/read-collection.ts';
import { DocumentError } from '../documents/document.errors.ts';
import type { Position } from '../documents/document.errors.ts';
import type { DocumentLimits } from '../documents/document-limits.ts';
import { toYaml } from '../../common/representations/yaml.ts';

/** What a worker thread is asked for. */
export type WorkerJob =
  | {
      readonly kind: 'document';
      readonly collectionsDirectory: string;
      readonly collection: string;
      readonly name: string;
      readonly bytes: Uint8Array;
      readonly limits: DocumentLimits;
    }
  | { readonly kind: 'yaml'; readonly json: string };

/** What it answers. */
export type WorkerResult =
  | { readonly kind: 'document'; readonly json: string; readonly listKey: string | undefined }
  | { readonly kind: 'refused'; readonly document: string; readonly position: Position; readonly reason: string }
  | { readonly kind: 'yaml'; readonly text: string };

/** Below this size work stays on the main thread: the worst YAML of 32 KiB costs it some 15 ms, starting a thread about 30. */
const INLINE_BYTES = 32_768;
/** The worst accepted document of the default size takes a second here; beyond this something is wrong with it. */
const WORKER_TIMEOUT_MS = 20_000;
const WORKER_HEAP_MB = 512;

/** Does the slow work on documents, in a thread of its own when the document is large, so that no reader waits for a parser. */
export class Offload {
  private readonly collectionsDirectory: URL;
  private readonly limits: DocumentLimits;

  constructor(collectionsDirectory: URL, limits: DocumentLimits) {
    this.collectionsDirectory = collectionsDirectory;
    this.limits = limits;
  }

  /** @throws DocumentError as `readCollection` does, and when reading takes longer than 20 s or more than 512 MB. */
  async read(collection: Collection, name: string, bytes: Buffer): Promise<CollectionDocument> {
    if (bytes.length <= INLINE_BYTES || bytes.length > this.limits.maxBytes) {
      return readCollection(collection, name, bytes, this.limits);
    }
    const result = await this.run(name, {
      kind: 'document',
      collectionsDirectory: this.collectionsDirectory.href,
      collection: collection.name,
      name,
      bytes,
      limits: this.limits,
    });
    if (result.kind === 'refused') throw new DocumentError(result.document, result.position, result.reason);
    if (result.kind !== 'document') throw new Error(`the worker answered ${result.kind} instead of a document`);
    return { value: JSON.parse(result.json), listKey: result.listKey };
  }

  /** A value as YAML. */
  async yaml(name: string, value: unknown): Promise<string> {
    const json = JSON.stringify(value);
    if (json.length <= INLINE_BYTES) return toYaml(value);
    const result = await this.run(name, { kind: 'yaml', json });
    if (result.kind !== 'yaml') throw new Error(`the worker answered ${result.kind} instead of YAML`);
    return result.text;
  }

  private async run(name: string, job: WorkerJob): Promise<WorkerResult> {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const entry = new URL(`../worker/content.worker.${extension}`, this.collectionsDirectory);
    const worker = new Worker(entry, {
      workerData: job,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
    });
    const signal = AbortSignal.timeout(WORKER_TIMEOUT_MS);
    try {
      return await new Promise<WorkerResult>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', (error: Error) => {
          reject(
            tooCostly(error)
              ? new DocumentError(name, { line: 1, column: 1 }, 'reading it takes too much memory')
              : error,
          );
        });
        worker.once('exit', () => {
          reject(new Error(`the worker for ${name} ended without an answer`));
        });
        signal.addEventListener('abort', () => {
          reject(
            new DocumentError(
              name,
              { line: 1, column: 1 },
              `reading it takes longer than ${String(WORKER_TIMEOUT_MS / 1000)} s`,
            ),
          );
        });
      });
    } finally {
      await worker.terminate();
    }
  }
}

function tooCostly(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
