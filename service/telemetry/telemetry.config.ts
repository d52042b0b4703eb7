import { choice, optionalText, percentage, text } from '../config/setting-types.ts';
import { settingGroup } from '../config/settings.ts';
import type { SettingValues } from '../config/settings.ts';

const ON_OFF = ['on', 'off'] as const;

/** Settings of the export of logs and traces. The names are those of OpenTelemetry, where it has one. */
export const telemetrySettings = settingGroup({
  title: 'Telemetry',
  settings: {
    OTEL_LOGS: choice('Whether every line of the log is also exported over OTLP.', ON_OFF, 'off'),
    OTEL_TRACES: choice('Whether requests are traced, and the traces exported.', ON_OFF, 'off'),
    OTEL_TRACES_SAMPLE_PERCENT: percentage(
      'Percentage of the traces that begin here to export; for others, the caller decides (traceparent).',
      10,
    ),
    OTEL_EXPORTER_OTLP_ENDPOINT: optionalText(
      'Base URL of an OTLP receiver over HTTP; /v1/logs and /v1/traces are appended.',
      'an http or https URL without query, such as http://collector:4318',
      /^https?:\/\/[^\s?#@]+$/,
    ),
    OTEL_EXPORTER_OTLP_HEADERS_FILE: optionalText(
      'File with headers for the OTLP receiver, such as credentials: name=value, separated by commas, values percent-encoded.',
      'a path',
    ),
    APPLICATIONINSIGHTS_CONNECTION_STRING_FILE: optionalText(
      'File with the connection string of Application Insights, to which traces are then exported instead of the OTLP receiver.',
      'a path',
    ),
    OTEL_SERVICE_NAME: text(
      'Name of the service in exported logs and traces.',
      'up to 100 letters, digits, dots, hyphens and underscores',
      'kiosque',
      /^[\w.-]{1,100}$/,
    ),
    OTEL_RESOURCE_ATTRIBUTES: optionalText(
      'Attributes of everything that is exported, such as deployment.environment.name=production.',
      'name=value, separated by commas, values percent-encoded',
      /^[\w./-]+=[^\s,=;\\"]*(?:,[\w./-]+=[^\s,=;\\"]*)*$/,
    ),
  },
});

/** Values of the telemetry settings. */
export type TelemetryConfig = SettingValues<typeof telemetrySettings.settings>;

const LOOPBACK = /^http:\/\/(?:localhost|\[::1\]|127\.[\d.]+)[:/]/;

/** Returns what contradicts itself in the settings. */
export function telemetryProblems(config: TelemetryConfig): readonly string[] {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS_FILE: headers } = config;
  const azure = config.APPLICATIONINSIGHTS_CONNECTION_STRING_FILE;
  const problems = [
    config.OTEL_LOGS === 'on' &&
      endpoint === undefined &&
      'OTEL_LOGS=on requires OTEL_EXPORTER_OTLP_ENDPOINT: set it, or OTEL_LOGS=off',
    config.OTEL_TRACES === 'on' &&
      endpoint === undefined &&
      azure === undefined &&
      'OTEL_TRACES=on requires OTEL_EXPORTER_OTLP_ENDPOINT or APPLICATIONINSIGHTS_CONNECTION_STRING_FILE: set one, or OTEL_TRACES=off',
    headers !== undefined &&
      endpoint?.startsWith('http:') === true &&
      !LOOPBACK.test(`${endpoint}/`) &&
      'OTEL_EXPORTER_OTLP_ENDPOINT must be an https URL if OTEL_EXPORTER_OTLP_HEADERS_FILE is set: the headers would be sent unencrypted',
  ];
  return problems.filter((problem) => problem !== false);
}
