import { parentPort, workerData } from 'node:worker_threads';
import { SqliteDatabase } from '../../common/sqlite/sqlite-database.ts';
import { SqliteBlocklist } from '../blocklist/store/sqlite-blocklist.ts';
import { SqliteFindings } from '../findings/sqlite-findings.ts';
import { RENEW_MS } from '../line-queue/lease.ts';
import { SqliteLease } from '../line-queue/sqlite-lease.ts';
import { SqliteLines } from '../line-queue/sqlite-lines.ts';
import { LineQueueUnavailableError } from '../security-log.errors.ts';
import { SCHEMA } from './sqlite-schema.ts';
import type { SqliteCall, SqliteReply, SqliteThreadOptions } from './sqlite-thread.ts';

/** Reads and writes the database, so that only this thread waits for the disk. */
const { file, owner, maxBytes } = workerData as SqliteThreadOptions;
const database = new SqliteDatabase(file, LineQueueUnavailableError, SCHEMA);
const lease = new SqliteLease(database, owner);
const parts = {
  lines: new SqliteLines(database, lease, maxBytes),
  findings: new SqliteFindings(database),
  blocklist: new SqliteBlocklist(database),
};

// On this thread, because analysing a large batch must not look like the end of the process.
const renewal = setInterval(() => {
  try {
    lease.renew();
  } catch {
    // The next operation reports that the file cannot be written.
  }
}, RENEW_MS);

function replyTo({ id, part, name, args }: SqliteCall): SqliteReply {
  try {
    const operations = parts[part] as unknown as Readonly<Record<string, (...given: unknown[]) => unknown>>;
    return { id, value: operations[name]?.apply(operations, [...args]) };
  } catch (error) {
    const { message, cause } = error as Error;
    return { id, failure: cause instanceof Error ? cause.message : message };
  }
}

parentPort?.on('message', (call: SqliteCall | 'close') => {
  if (call !== 'close') {
    parentPort?.postMessage(replyTo(call));
    return;
  }
  clearInterval(renewal);
  try {
    lease.release();
  } catch {
    // It expires.
  }
  database.close();
  parentPort?.close();
});
