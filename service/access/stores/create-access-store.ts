import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { RedisNodes } from '../../common/redis/redis-nodes.ts';
import type { RedisConfig } from '../../common/redis/redis.config.ts';
import { tracedPort } from '../../common/tracing/traced-port.ts';
import type { AzureConfig } from '../../config/azure.config.ts';
import { ConfigurationError } from '../../config/settings.ts';
import type { AccessConfig } from '../access.config.ts';
import type { AccessStore } from './access-store.ts';

/**
 * Creates the store set by ACCESS_STORE. ioredis (10 MB of memory) is loaded only if needed.
 *
 * @param nodes follows the state of its Redis. @default nothing does
 * @throws ConfigurationError if the directory cannot be used.
 */
export async function createAccessStore(
  config: AccessConfig & RedisConfig & AzureConfig,
  logger: Logger,
  now: () => number,
  nodes?: RedisNodes,
): Promise<AccessStore> {
  if (config.ACCESS_STORE === 'redis') {
    const [{ RedisAccessStore }, { connectRedis }] = await Promise.all([
      import('./redis.access-store.ts'),
      import('../../common/redis/connect-redis.ts'),
    ]);
    return tracedPort(new RedisAccessStore(await connectRedis(config, logger, nodes), now), {
      dependency: 'redis',
      prefix: 'access.',
    });
  }
  const { SqliteAccessStore } = await import('./sqlite.access-store.ts');
  try {
    mkdirSync(config.ACCESS_DIRECTORY, { recursive: true });
    const file = join(config.ACCESS_DIRECTORY, 'access.sqlite');
    // Readable by this user only: it contains personal data.
    closeSync(openSync(file, 'a', 0o600));
    return tracedPort(new SqliteAccessStore(file, now), { dependency: 'sqlite', prefix: 'access.' });
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigurationError([
      `ACCESS_DIRECTORY is not writable (${code}): choose another, or set ACCESS_STORE=redis`,
    ]);
  }
}
