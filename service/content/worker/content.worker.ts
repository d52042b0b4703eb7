import { parentPort } from 'node:worker_threads';
import { loadCollections } from '../collections/registry.ts';
import { readCollection } from '../collections/read-collection.ts';
import { DocumentError } from '../documents/document.errors.ts';
import type { Position } from '../documents/document.errors.ts';
import type { DocumentLimits } from '../documents/document-limits.ts';
import { yamlParts } from '../representations/yaml-document.ts';
import type { YamlParts } from '../representations/yaml-document.ts';

/** Job of a worker thread: read a document, or serialize one as YAML. */
export type WorkerJob =
  | {
      readonly kind: 'document';
      readonly collectionsDirectory: string;
      readonly collection: string;
      readonly name: string;
      readonly bytes: Uint8Array;
      readonly limits: DocumentLimits;
    }
  | { readonly kind: 'yaml'; readonly json: string; readonly listKey: string | undefined };

/** Result of a job. */
export type WorkerResult =
  | { readonly kind: 'document'; readonly json: string; readonly listKey: string | undefined }
  | { readonly kind: 'refused'; readonly document: string; readonly position: Position; readonly reason: string }
  | { readonly kind: 'yaml'; readonly parts: YamlParts };

async function run(job: WorkerJob): Promise<WorkerResult> {
  if (job.kind === 'yaml')
    return { kind: 'yaml', parts: yamlParts({ value: JSON.parse(job.json), listKey: job.listKey }) };
  const collections = await loadCollections(new URL(job.collectionsDirectory));
  const collection = collections.find(({ name }) => name === job.collection);
  if (collection === undefined) throw new Error(`unknown collection ${job.collection}`);
  try {
    const document = readCollection(collection, job.name, Buffer.from(job.bytes), job.limits);
    return { kind: 'document', json: JSON.stringify(document.value), listKey: document.listKey };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { kind: 'refused', document: error.document, position: error.position, reason: error.reason };
  }
}

parentPort?.on('message', (job: WorkerJob) => {
  run(job).then(
    (result) => parentPort?.postMessage(result),
    (error: unknown) => {
      // Terminates the worker, which reports the error to the main thread.
      queueMicrotask(() => {
        throw error;
      });
    },
  );
});
