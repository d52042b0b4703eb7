import { serverSettings } from './config/server.config.ts';
import type { ServerConfig } from './config/server.config.ts';
import { readSettings } from './config/settings.ts';
import type { SettingGroup } from './config/settings.ts';
import type { Collection } from './content/collections/collection.ts';
import { collectionSettings, contentSettings } from './content/content.config.ts';
import type { ContentConfig } from './content/content.config.ts';
import { webSettings } from './web/web.config.ts';
import type { WebConfig } from './web/web.config.ts';

/** Every value the process is set by. */
export type Configuration = ServerConfig & ContentConfig & WebConfig & Readonly<Record<string, unknown>>;

/** The settings of all features, in the order they are listed. */
export function settingGroups(collections: readonly Collection[]): readonly SettingGroup[] {
  return [serverSettings, contentSettings, collectionSettings(collections), webSettings];
}

/** @throws ConfigurationError naming every wrong variable. */
export function readConfiguration(collections: readonly Collection[], environment: NodeJS.ProcessEnv): Configuration {
  return readSettings(settingGroups(collections), environment) as Configuration;
}
