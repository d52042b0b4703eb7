import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { AzureConfig } from '../../config/azure.config.ts';
import type { RedisNodes } from '../../common/redis/redis-nodes.ts';
import type { RedisConfig } from '../../common/redis/redis.config.ts';
import { tracedPort } from '../../common/tracing/traced-port.ts';
import { ConfigurationError } from '../../config/settings.ts';
import { queuePath } from '../ticket-queue.config.ts';
import type { TicketQueueConfig } from '../ticket-queue.config.ts';
import type { TicketStore } from './ticket-store.ts';

/**
 * Creates the store set by QUEUE_STORE. ioredis (10 MB of memory) is loaded only if needed.
 *
 * @param nodes follows the state of its Redis. @default nothing does
 * @throws ConfigurationError if the directory or the certificates cannot be used.
 */
export async function createStore(
  config: TicketQueueConfig & RedisConfig & AzureConfig,
  logger: Logger,
  nodes?: RedisNodes,
): Promise<TicketStore> {
  const queue = queuePath(config);
  if (config.QUEUE_STORE === 'redis') {
    const [{ RedisTicketStore }, { connectRedis }] = await Promise.all([
      import('./redis.ticket-store.ts'),
      import('../../common/redis/connect-redis.ts'),
    ]);
    return tracedPort(new RedisTicketStore(await connectRedis(config, logger, nodes), queue), { dependency: 'redis' });
  }
  const { SqliteTicketStore } = await import('./sqlite.ticket-store.ts');
  try {
    mkdirSync(config.QUEUE_DIRECTORY, { recursive: true });
    return tracedPort(new SqliteTicketStore(sqliteFile(config)), { dependency: 'sqlite' });
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigurationError([
      `QUEUE_DIRECTORY is not writable (${code}): choose another, or set QUEUE_STORE=redis, or FEATURES=content to run without a queue`,
    ]);
  }
}

/** Returns the path of a queue's SQLite file. */
export function sqliteFile(config: Pick<TicketQueueConfig, 'QUEUE_DIRECTORY' | 'QUEUE_NAME'>): string {
  return join(config.QUEUE_DIRECTORY, `${queuePath(config)}.sqlite`);
}
