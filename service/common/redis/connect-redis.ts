import { readFileSync } from 'node:fs';
import { Cluster, Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import type { AzureConfig } from '../../config/azure.config.ts';
import { ConfigurationError } from '../../config/settings.ts';
import { SecretFile } from '../secret-file.ts';
import type { EntraTokens } from './entra-tokens.ts';
import { followPassword } from './follow-password.ts';
import type { RedisNodes } from './redis-nodes.ts';
import type { RedisConfig } from './redis.config.ts';

/** The type of this one option prevents passing the options on. */
type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

/** Command timeout in milliseconds. Redis may still execute the command later, so scripts reject changes after a deadline. */
export const COMMAND_TIMEOUT_MS = 700;

const LONGEST_PAUSE_MS = 1000;
/** How long startup waits for the first connection. */
const FIRST_CONNECTION_MS = 1000;
/** Retries, a tenth of a second apart, if a slot of a cluster has moved or has no server. */
const REDIRECTIONS = 4;

/**
 * Connects to the configured Redis, and reconnects indefinitely; while disconnected, commands fail immediately.
 *
 * @param nodes follows the state of the Redis. @default nothing does
 * @throws ConfigurationError if REDIS_CA_FILE or REDIS_PASSWORD_FILE cannot be read, or the identity of
 *   REDIS_CREDENTIAL is incomplete.
 */
export async function connectRedis(
  config: RedisConfig & AzureConfig,
  logger: Logger,
  nodes?: RedisNodes,
): Promise<Redis | Cluster> {
  const tokens = config.REDIS_CREDENTIAL === 'entra' ? await entraTokens(config) : undefined;
  const file = passwordFile(config, logger);
  const { REDIS_USERNAME: username, REDIS_PASSWORD } = config;
  const password = (await tokens?.current()) ?? file?.current() ?? REDIS_PASSWORD;
  const options: ConnectionOptions = {
    maxRetriesPerRequest: 0,
    // A queued command would be executed after the client was told that it failed.
    enableOfflineQueue: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    enableAutoPipelining: config.REDIS_AUTO_PIPELINING === 'on',
    connectTimeout: LONGEST_PAUSE_MS,
    retryStrategy: (tries) => Math.min(tries * 50, LONGEST_PAUSE_MS),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(config.REDIS_TLS === 'on' && { tls: tlsOptions(config) }),
  };
  const redis = config.REDIS_MODE === 'cluster' ? cluster(config, options) : standalone(config, options);
  redis.on('error', (error: Error) => {
    // The error contains the command, which for AUTH includes the password.
    logger.debug({ reason: error.message }, 'Redis connection failed');
  });
  tokens?.renew(redis, username ?? '', logger);
  if (file !== undefined) followPassword(redis, () => file.current());
  await firstConnection(redis);
  nodes?.follow(redis, `${config.REDIS_HOST}:${String(config.REDIS_PORT)}`);
  return redis;
}

/** Waits until the client is ready, or for a limited time; it keeps reconnecting. */
function firstConnection(redis: Redis | Cluster): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FIRST_CONNECTION_MS);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function standalone({ REDIS_HOST: host, REDIS_PORT: port }: RedisConfig, options: ConnectionOptions): Redis {
  return new Redis(port, host, options);
}

function cluster({ REDIS_HOST: host, REDIS_PORT: port }: RedisConfig, options: ConnectionOptions): Cluster {
  return new Cluster([{ host, port }], {
    redisOptions: options,
    enableOfflineQueue: false,
    maxRedirections: REDIRECTIONS,
    // With TLS, certificates contain host names, not the addresses that the cluster announces.
    ...(options.tls && {
      dnsLookup: (address, done) => {
        done(null, address);
      },
    }),
    clusterRetryStrategy: (tries) => Math.min(tries * 50, LONGEST_PAUSE_MS),
  });
}

function tlsOptions({ REDIS_CA_FILE: file, REDIS_HOST: host }: RedisConfig): NonNullable<RedisOptions['tls']> {
  try {
    return { servername: host, ...(file !== undefined && { ca: readFileSync(file) }) };
  } catch (error) {
    throw new ConfigurationError([`REDIS_CA_FILE cannot be read: ${String((error as NodeJS.ErrnoException).code)}`]);
  }
}

function passwordFile(config: RedisConfig, logger: Logger): SecretFile | undefined {
  const { REDIS_CREDENTIAL: credential, REDIS_PASSWORD_FILE: path } = config;
  if (credential === 'entra' || path === undefined) return undefined;
  return new SecretFile({ path, variable: 'REDIS_PASSWORD_FILE', content: 'the Redis password' }, logger);
}

async function entraTokens(config: AzureConfig): Promise<EntraTokens> {
  const [tokens, { azureCredential }] = await Promise.all([
    import('./entra-tokens.ts'),
    import('../azure/azure-credential.ts'),
  ]);
  return new tokens.EntraTokens(azureCredential(config));
}
