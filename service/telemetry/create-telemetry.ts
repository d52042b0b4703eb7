import type { Logger } from 'pino';
import { SecretFile } from '../common/secret-file.ts';
import { useTracing } from '../common/tracing/tracing.ts';
import { ConfigurationError } from '../config/settings.ts';
import type { ExportQueue } from './export-queue.ts';
import type { OtlpTarget } from './otlp-sender.ts';
import { parsePairs } from './pairs.ts';
import type { Signal, Telemetry } from './telemetry.ts';
import type { TelemetryConfig } from './telemetry.config.ts';

const TIMEOUT_MS = 10_000;

/** Shorter than what charts add to the drain for the last answers. */
const CLOSE_MS = 5000;

const HEADERS = /^\s*[\w!#$%&'*+.^`|~-]+=[^,]*(?:,\s*[\w!#$%&'*+.^`|~-]+=[^,]*)*$/;

/** Creates the queues of the configured signals, and turns tracing on. @throws ConfigurationError if a file cannot be read. */
export async function createTelemetry(config: TelemetryConfig, logger: Logger): Promise<Telemetry> {
  const headers = headersOf(config, logger);
  const targetOf = (signal: Signal): OtlpTarget => ({
    url: `${config.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, '') ?? ''}/v1/${signal}`,
    headers,
    timeoutMs: TIMEOUT_MS,
  });
  const onChange = (signal: Signal) => (failure: string | undefined) => {
    if (failure === undefined) logger.info({ signal }, 'telemetry is exported again');
    else logger.warn({ signal, reason: failure }, 'telemetry cannot be exported');
  };
  const queues: (readonly [Signal, Pick<ExportQueue<never>, 'exported' | 'dropped' | 'close'>])[] = [];
  let exportLine: Telemetry['exportLine'];
  if (config.OTEL_LOGS === 'on') {
    const { createLogExport } = await import('./log-export.ts');
    const queue = createLogExport(config, targetOf('logs'), onChange('logs'));
    exportLine = queue.add.bind(queue);
    queues.push(['logs', queue]);
  }
  if (config.OTEL_TRACES === 'on') {
    const { createTraceExport } = await import('./trace-export.ts');
    queues.push([
      'traces',
      await createTraceExport(config, targetOf('traces'), { logger, onChange: onChange('traces') }),
    ]);
  }
  const close = async (limitMs: number): Promise<void> => {
    useTracing(undefined);
    await Promise.all(queues.map(([, queue]) => queue.close(limitMs)));
  };
  return {
    exportLine,
    isTracing: config.OTEL_TRACES === 'on',
    counts: () => queues.map(([signal, { exported, dropped }]) => ({ signal, exported, dropped })),
    close,
    onApplicationShutdown: () => close(CLOSE_MS),
  };
}

/** Returns the headers for the receiver; the file is read for each request, so that credentials can be rotated. */
function headersOf(config: TelemetryConfig, logger: Logger): () => Readonly<Record<string, string>> {
  const path = config.OTEL_EXPORTER_OTLP_HEADERS_FILE;
  if (path === undefined) return () => ({});
  const variable = 'OTEL_EXPORTER_OTLP_HEADERS_FILE';
  const content = 'headers for the OTLP receiver: name=value, separated by commas';
  const file = new SecretFile({ path, variable, content, pattern: HEADERS }, logger);
  try {
    new Headers(parsePairs(file.current()));
  } catch {
    throw new ConfigurationError([`${variable} must contain ${content}`]);
  }
  return () => parsePairs(file.current());
}
