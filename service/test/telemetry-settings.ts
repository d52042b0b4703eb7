import { readSettings } from '../config/settings.ts';
import { NO_TELEMETRY } from '../telemetry/telemetry.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { telemetrySettings } from '../telemetry/telemetry.config.ts';
import type { TelemetryConfig } from '../telemetry/telemetry.config.ts';

/** Reads the settings of telemetry from an environment. */
export function readTelemetry(environment: NodeJS.ProcessEnv): TelemetryConfig {
  return readSettings([telemetrySettings], environment) as TelemetryConfig;
}

/** Telemetry that counts both signals, as if the receiver had accepted nothing yet. */
export const IDLE_TELEMETRY: Telemetry = {
  ...NO_TELEMETRY,
  counts: () => (['logs', 'traces'] as const).map((signal) => ({ signal, exported: 0, dropped: 0 })),
};
