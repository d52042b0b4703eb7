import 'reflect-metadata';
import type { Logger } from 'pino';
import { BUILD } from './common/build.ts';
import { createLogger } from './common/logging/logger.ts';
import { activeTracing } from './common/tracing/tracing.ts';
import { describeSettings } from './config/describe-settings.ts';
import { ConfigurationError } from './config/settings.ts';
import { readConfiguration, settingGroups } from './configuration.ts';
import { createApp, runningFeatures } from './create-app.ts';
import { FEATURES } from './features.ts';
import { startTelemetry } from './telemetry/start-telemetry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** How long a process that ends on an unhandled error tries to export why. */
const LAST_EXPORT_MS = 1000;

/** Starts the process: reads the settings and listens. @param entry URL of the entry file. */
export async function start(entry: string): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(describeSettings(settingGroups()));
    return;
  }
  try {
    const warnings: string[] = [];
    const warn = (sentence: string): number => warnings.push(sentence);
    const config = readConfiguration(process.env, process.argv.slice(2), FEATURES, { warn });
    const options = { level: config.LOG_LEVEL, format: config.LOG_FORMAT };
    const telemetry = await startTelemetry(config, await createLogger(options));
    const context = telemetry.isTracing ? (): object => activeTracing()?.current() ?? {} : undefined;
    const logger = await createLogger({ ...options, copyTo: telemetry.exportLine, context });
    endOnUnhandledErrors(logger, telemetry);
    for (const sentence of warnings) logger.warn(sentence);
    const app = await createApp({ config, logger, entry, telemetry });
    app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
    await app.listen(config.PORT, config.HOST);
    const url = await app.getUrl();
    logger.info({ url, ...BUILD, node: process.version }, 'Kiosque is listening');
    for (const feature of runningFeatures(config)) await feature.onListening?.(app, url, config);
  } catch (error) {
    const message =
      error instanceof ConfigurationError
        ? error.message
        : `Kiosque could not start: ${error instanceof Error ? error.message : String(error)}`;
    process.stderr.write(`${message}\n`);
    process.exit(1);
  }
}

/** An unhandled error leaves the process in an unknown state: it is logged and the process exits. */
function endOnUnhandledErrors(logger: Logger, telemetry: Telemetry): void {
  const end = (error: unknown): void => {
    logger.fatal({ err: error }, 'unhandled error, exiting');
    const exit = (): void => process.exit(1);
    telemetry.close(LAST_EXPORT_MS).then(exit, exit);
  };
  process.once('uncaughtException', end);
  process.once('unhandledRejection', end);
}
