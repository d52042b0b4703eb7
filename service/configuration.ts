import { accessSettings } from './access/access.config.ts';
import type { AccessConfig } from './access/access.config.ts';
import { redisSettings } from './common/redis/redis.config.ts';
import type { RedisConfig } from './common/redis/redis.config.ts';
import { azureSettings } from './config/azure.config.ts';
import type { AzureConfig } from './config/azure.config.ts';
import { serverSettings } from './config/server.config.ts';
import type { ServerConfig } from './config/server.config.ts';
import { readSettings } from './config/settings.ts';
import type { SettingGroup } from './config/settings.ts';
import type { Collection } from './content/collections/collection.ts';
import { collectionSettings, contentSettings } from './content/content.config.ts';
import type { ContentConfig } from './content/content.config.ts';
import { ticketQueueSettings } from './ticket-queue/ticket-queue.config.ts';
import type { TicketQueueConfig } from './ticket-queue/ticket-queue.config.ts';
import { webSettings } from './web/frame/web.config.ts';
import type { WebConfig } from './web/frame/web.config.ts';

/** Every value the process is set by. */
export type Configuration = ServerConfig &
  ContentConfig &
  TicketQueueConfig &
  AccessConfig &
  RedisConfig &
  AzureConfig &
  WebConfig &
  Readonly<Record<string, unknown>>;

/** The settings of all features, in the order they are listed. */
export function settingGroups(collections: readonly Collection[]): readonly SettingGroup[] {
  return [
    serverSettings,
    contentSettings,
    collectionSettings(collections),
    ticketQueueSettings,
    accessSettings,
    redisSettings,
    azureSettings,
    webSettings,
  ];
}

/**
 * @param options command line options, such as `--redis-host 10.0.0.1`; they win over the environment.
 * @throws ConfigurationError naming every wrong variable or option.
 */
export function readConfiguration(
  collections: readonly Collection[],
  environment: NodeJS.ProcessEnv,
  options: readonly string[] = [],
): Configuration {
  return readSettings(settingGroups(collections), environment, options) as Configuration;
}
