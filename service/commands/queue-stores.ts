import { existsSync } from 'node:fs';
import { pino } from 'pino';
import type { Configuration } from '../configuration.ts';
import { QueueError } from './command.errors.ts';
import { createStore, sqliteFile } from '../ticket-queue/stores/create-store.ts';
import type { TicketStore } from '../ticket-queue/stores/ticket-store.ts';

/** Works on a queue that there is. @throws QueueError when nobody ever took a ticket of it, and that is not allowed. */
export async function withQueue<Result>(
  config: Configuration,
  queue: string,
  mayMiss: boolean,
  work: (store: TicketStore) => Promise<Result>,
): Promise<Result> {
  const where = config.QUEUE_STORE === 'redis' ? 'in Redis' : `in QUEUE_DIRECTORY (${config.QUEUE_DIRECTORY})`;
  const unknown = `There is no queue "${queue}" ${where}: name one with --queues or QUEUE_NAME, or use --allow-empty.`;
  // Opening a file would make it.
  const isMissing = config.QUEUE_STORE === 'sqlite' && !existsSync(sqliteFile({ ...config, QUEUE_NAME: queue }));
  if (isMissing && !mayMiss) throw new QueueError(unknown);
  return await withStore(config, queue, async (store) => {
    if (!mayMiss && (await store.counters())['event'] === undefined) throw new QueueError(unknown);
    return await work(store);
  });
}

/** Works on a queue, which is made when there is none. */
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
