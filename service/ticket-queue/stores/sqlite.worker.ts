import { parentPort, workerData } from 'node:worker_threads';
import { SqliteDatabase } from '../../common/sqlite/sqlite-database.ts';
import { TicketStoreUnavailableError } from '../ticket-queue.errors.ts';
import type { Batch, Outcome } from './sqlite-group-commit.ts';
import { SqliteWrites } from './sqlite-writes.ts';

/** Writes to the database, so that only this thread waits for the disk. */
const database = new SqliteDatabase(workerData as string, TicketStoreUnavailableError);
const writes = new SqliteWrites(database);

function commit(batch: Batch): Outcome {
  try {
    return {
      values: database.atomically(() =>
        batch.map(({ name, args }) => (writes[name] as (...given: unknown[]) => unknown).apply(writes, [...args])),
      ),
    };
  } catch (error) {
    const { message, cause } = error as Error;
    return { failure: cause instanceof Error ? cause.message : message };
  }
}

parentPort?.on('message', (batch: Batch | 'close') => {
  if (batch !== 'close') {
    parentPort?.postMessage(commit(batch));
    return;
  }
  database.close();
  parentPort?.close();
});
