import { existsSync } from 'node:fs';
import { pino } from 'pino';
import type { Configuration } from '../configuration.ts';
import { QueueError } from './command.errors.ts';
import { createStore, sqliteFile } from '../ticket-queue/stores/create-store.ts';
import type { TicketStore } from '../ticket-queue/stores/ticket-store.ts';

/** Runs `work` on an existing queue. @throws QueueError if no ticket was ever taken from it, unless `mayMiss`. */
export async function withQueue<Result>(
  config: Configuration,
  queue: string,
  mayMiss: boolean,
  work: (store: TicketStore) => Promise<Result>,
): Promise<Result> {
  const where = config.QUEUE_STORE === 'redis' ? 'in Redis' : `in QUEUE_DIRECTORY (${config.QUEUE_DIRECTORY})`;
  const unknown = `There is no queue "${queue}" ${where}: set --queues or QUEUE_NAME to an existing one, or use --allow-empty.`;
  // Opening the file would create it.
  const isMissing = config.QUEUE_STORE === 'sqlite' && !existsSync(sqliteFile({ ...config, QUEUE_NAME: queue }));
  if (isMissing && !mayMiss) throw new QueueError(unknown);
  return await withStore(config, queue, async (store) => {
    if (!mayMiss && (await store.counters())['event'] === undefined) throw new QueueError(unknown);
    return await work(store);
  });
}

/** Runs `work` on a queue, which is created if it does not exist. */
export async function withStore<Result>(
  config: Configuration,
  queue: string,
  work: (store: TicketStore) => Promise<Result>,
): Promise<Result> {
  const store = await createStore({ ...config, QUEUE_NAME: queue }, pino({ level: 'silent' }));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
