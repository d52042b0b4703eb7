import 'reflect-metadata';
import { BUILD } from './common/build.ts';
import { createLogger } from './common/logging/logger.ts';
import { describeSettings } from './config/describe-settings.ts';
import { ConfigurationError } from './config/settings.ts';
import { readConfiguration, settingGroups } from './configuration.ts';
import { collectionsDirectory, loadCollections } from './content/collections/registry.ts';
import { createApp } from './create-app.ts';

/** Starts the process: reads the settings, listens, and leaves the rest to the shutdown hooks. `entry` is the URL of the entry file. */
export async function start(entry: string): Promise<void> {
  const collections = await loadCollections(collectionsDirectory(entry));
  if (process.argv.includes('--help')) {
    process.stdout.write(describeSettings(settingGroups(collections)));
    return;
  }
  try {
    const config = readConfiguration(collections, process.env, process.argv.slice(2));
    const logger = await createLogger({ level: config.LOG_LEVEL, format: config.LOG_FORMAT });
    const app = await createApp({ config, collections, logger, entry });
    app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
    await app.listen(config.PORT, config.HOST);
    logger.info({ url: await app.getUrl(), ...BUILD, node: process.version }, 'Kiosque is listening');
  } catch (error) {
    const message =
      error instanceof ConfigurationError
        ? error.message
        : `Kiosque could not start: ${error instanceof Error ? error.message : String(error)}`;
    process.stderr.write(`${message}\n`);
    process.exit(1);
  }
}
