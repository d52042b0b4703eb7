import { appendFileSync, cpSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../service/test/eventually.ts';
import { COLLECTIONS, ContentLoad, itemsOf } from './content-load.ts';
import { Ledger } from './ledger.ts';
import type { RunOptions } from './queue-runs.ts';
import { Fleet } from './replica.ts';
import type { Versions } from './replica.ts';

/**
 * Writes snapshots of documents with each version and starts the other without the documents, after both ran on the same directory
 * at once. Clients read all the time.
 */
export async function runSnapshots(versions: Versions, { directory, seed, phaseMs }: RunOptions): Promise<Ledger> {
  const ledger = new Ledger('one snapshot directory');
  const [documents, away] = [join(directory, 'documents'), join(directory, 'away')];
  mkdirSync(directory, { recursive: true });
  cpSync('content', documents, { recursive: true });
  const snapshots = join(directory, 'snapshots');
  const environment = {
    FEATURES: 'content',
    CONTENT_DIRECTORY: documents,
    CONTENT_CACHE_TTL_SECONDS: '0.2',
    CONTENT_SNAPSHOT_DIRECTORY: snapshots,
  };
  const fleet = new Fleet();
  try {
    await fleet.add(versions.old, environment);
    const load = new ContentLoad(ledger, fleet.urls, await itemsOf(fleet.urls()[0] ?? ''), seed);
    for (const next of [versions.new, versions.old, versions.new]) {
      await sleep(phaseMs);
      renameSync(documents, away);
      await fleet.add(next, environment);
      await sleep(phaseMs);
      await fleet.removeOldest(ledger);
      // The documents return with another ETag, so that the remaining version writes every snapshot again.
      for (const name of readdirSync(away)) appendFileSync(join(away, name), '\n');
      const before = tagsOf(snapshots);
      renameSync(away, documents);
      await eventually(() => {
        const after = tagsOf(snapshots);
        if (after.some((tag, index) => tag === before[index])) throw new Error('a snapshot was not written again');
      });
    }
    await load.stop();
  } finally {
    await fleet.end();
  }
  return ledger;
}

/** The entity tags of the snapshots, in the order of the collections. */
function tagsOf(snapshots: string): readonly unknown[] {
  return COLLECTIONS.map((name) => {
    const [header = ''] = readFileSync(join(snapshots, `${name}.snapshot`), 'utf8').split('\n');
    return (JSON.parse(header) as { etag: unknown }).etag;
  });
}
