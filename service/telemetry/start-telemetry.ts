import type { Logger } from 'pino';
import { ConfigurationError } from '../config/settings.ts';
import { NO_TELEMETRY } from './telemetry.ts';
import type { Telemetry } from './telemetry.ts';
import { telemetryProblems } from './telemetry.config.ts';
import type { TelemetryConfig } from './telemetry.config.ts';

/**
 * Starts the export of logs and traces, if it is configured. OpenTelemetry is loaded only then. Must be called before stores and clients
 * are created, which are traced only if tracing is on by then.
 *
 * @param logger for failures of the export; it must not be exported itself.
 * @throws ConfigurationError if settings contradict each other, or a file cannot be read.
 */
export async function startTelemetry(config: TelemetryConfig, logger: Logger): Promise<Telemetry> {
  const problems = telemetryProblems(config);
  if (problems.length > 0) throw new ConfigurationError(problems);
  if (config.OTEL_LOGS === 'off' && config.OTEL_TRACES === 'off') return NO_TELEMETRY;
  const { createTelemetry } = await import('./create-telemetry.ts');
  return await createTelemetry(config, logger);
}
