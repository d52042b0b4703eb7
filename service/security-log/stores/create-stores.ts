import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { RedisNodes } from '../../common/redis/redis-nodes.ts';
import type { RedisConfig } from '../../common/redis/redis.config.ts';
import type { AzureConfig } from '../../config/azure.config.ts';
import { ConfigurationError } from '../../config/settings.ts';
import type { BlocklistStore } from '../blocklist/store/blocklist-store.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import type { LineQueue } from '../line-queue/line-queue.ts';
import type { SecurityLogConfig } from '../security-log.config.ts';

/** The queue, the findings and the blocklist: one storage, so that effects and acknowledgements are committed together. Closing the queue closes all. */
export interface SecurityLogStores {
  readonly queue: LineQueue;
  readonly findings: FindingStore;
  readonly blocklist: BlocklistStore;
}

type Config = SecurityLogConfig & RedisConfig & AzureConfig;

const MEGABYTE = 1_048_576;

/**
 * Opens the storage set by SECURITY_LOG_STORE. ioredis (10 MB of memory) is loaded only if needed.
 *
 * @param nodes follows the state of its Redis. @default nothing does
 * @throws ConfigurationError if the directory or the certificates cannot be used.
 */
export async function createStores(config: Config, logger: Logger, nodes?: RedisNodes): Promise<SecurityLogStores> {
  return await (config.SECURITY_LOG_STORE === 'redis' ? redisStores(config, logger, nodes) : sqliteStores(config));
}

/** Returns the path of the SQLite file. */
export function sqliteFile({ SECURITY_LOG_DIRECTORY }: Pick<SecurityLogConfig, 'SECURITY_LOG_DIRECTORY'>): string {
  return join(SECURITY_LOG_DIRECTORY, 'security-log.sqlite');
}

async function redisStores(config: Config, logger: Logger, nodes?: RedisNodes): Promise<SecurityLogStores> {
  const [{ RedisLineQueue }, { RedisFindingStore }, { RedisBlocklistStore }, { connectRedis }] = await Promise.all([
    import('../line-queue/redis.line-queue.ts'),
    import('../findings/redis.finding-store.ts'),
    import('../blocklist/store/redis.blocklist-store.ts'),
    import('../../common/redis/connect-redis.ts'),
  ]);
  const redis = await connectRedis(config, logger, nodes);
  const blocking = await connectRedis(config, logger);
  const megabytes = config.SECURITY_LOG_QUEUE_MEGABYTES;
  return {
    queue: new RedisLineQueue({ redis, blocking, owner: randomUUID(), megabytes }),
    findings: new RedisFindingStore(redis),
    blocklist: new RedisBlocklistStore(redis),
  };
}

async function sqliteStores(config: Config): Promise<SecurityLogStores> {
  const [{ SqliteThread }, { SqliteLineQueue }, { SqliteFindingStore }, { SqliteBlocklistStore }] = await Promise.all([
    import('./sqlite-thread.ts'),
    import('../line-queue/sqlite.line-queue.ts'),
    import('../findings/sqlite.finding-store.ts'),
    import('../blocklist/store/sqlite.blocklist-store.ts'),
  ]);
  const file = sqliteFile(config);
  try {
    mkdirSync(config.SECURITY_LOG_DIRECTORY, { recursive: true });
    // Readable by this user only: it contains personal data.
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigurationError([
      `SECURITY_LOG_DIRECTORY is not writable (${code}): choose another, or set SECURITY_LOG_STORE=redis, or remove security-log from FEATURES`,
    ]);
  }
  const megabytes = config.SECURITY_LOG_QUEUE_MEGABYTES;
  const thread = new SqliteThread({ file, owner: randomUUID(), maxBytes: megabytes * MEGABYTE });
  return {
    queue: new SqliteLineQueue(thread, megabytes),
    findings: new SqliteFindingStore(thread),
    blocklist: new SqliteBlocklistStore(thread),
  };
}
