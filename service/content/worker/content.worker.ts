import { parentPort, workerData } from 'node:worker_threads';
import { loadCollections } from '../collections/registry.ts';
import { readCollection } from '../collections/read-collection.ts';
import { DocumentError } from '../documents/document.errors.ts';
import { toYaml } from '../../common/representations/yaml.ts';
import type { WorkerJob, WorkerResult } from './offload.ts';

const job = workerData as WorkerJob;

async function run(): Promise<WorkerResult> {
  if (job.kind === 'yaml') return { kind: 'yaml', text: toYaml(JSON.parse(job.json)) };
  const collections = await loadCollections(new URL(job.collectionsDirectory));
  const collection = collections.find(({ name }) => name === job.collection);
  if (collection === undefined) throw new Error(`no collection is named ${job.collection}`);
  try {
    const document = readCollection(collection, job.name, Buffer.from(job.bytes), job.limits);
    return { kind: 'document', json: JSON.stringify(document.value), listKey: document.listKey };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { kind: 'refused', document: error.document, position: error.position, reason: error.reason };
  }
}

parentPort?.postMessage(await run());
