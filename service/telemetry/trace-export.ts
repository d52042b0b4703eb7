import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { SecretFile } from '../common/secret-file.ts';
import { useTracing } from '../common/tracing/tracing.ts';
import { traceAzure } from './azure-spans.ts';
import { ExportQueue } from './export-queue.ts';
import type { ExportQueueOptions } from './export-queue.ts';
import { OtelTracing } from './otel-tracing.ts';
import { sendOtlp } from './otlp-sender.ts';
import type { OtlpTarget } from './otlp-sender.ts';
import { traceRedis } from './redis-spans.ts';
import { telemetryResource } from './resource.ts';
import type { TelemetryConfig } from './telemetry.config.ts';

const CONNECTION_STRING = /(?:^|;)\s*InstrumentationKey=[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?:;|$)/i;

/** For the limit in bytes: spans have a bounded number of short attributes. */
const SPAN_BYTES = 1024;

const LIMITS = {
  maxItems: 4096,
  maxBytes: 4096 * SPAN_BYTES,
  batchItems: 512,
  batchBytes: 1_048_576,
  delayMs: 1000,
  firstPauseMs: 1000,
  retryMs: 60_000,
};

/** Dependencies of the export of traces. */
export interface TraceExportContext {
  readonly logger: Logger;
  readonly onChange: ExportQueueOptions<ReadableSpan>['onChange'];
}

/**
 * Creates the queue of spans, and turns tracing on. Spans go to Application Insights if it is configured, otherwise to the OTLP receiver.
 *
 * @throws ConfigurationError if the connection string cannot be read.
 */
export async function createTraceExport(
  config: TelemetryConfig,
  target: OtlpTarget,
  { logger, onChange }: TraceExportContext,
): Promise<ExportQueue<ReadableSpan>> {
  const path = config.APPLICATIONINSIGHTS_CONNECTION_STRING_FILE;
  const send = path === undefined ? otlpSpans(target) : await applicationInsights(path, target.timeoutMs, logger);
  const queue = new ExportQueue<ReadableSpan>({ limits: LIMITS, onChange, sizeOf: () => SPAN_BYTES, send });
  const tracing = new OtelTracing({
    resource: telemetryResource(config),
    samplePercent: config.OTEL_TRACES_SAMPLE_PERCENT,
    onEnd: queue.add.bind(queue),
  });
  traceRedis(tracing);
  traceAzure(tracing);
  useTracing(tracing);
  return queue;
}

function otlpSpans(target: OtlpTarget): ExportQueueOptions<ReadableSpan>['send'] {
  return (spans, signal) => {
    const body = ProtobufTraceSerializer.serializeRequest([...spans]) ?? new Uint8Array();
    return sendOtlp(target, { body, rejectedIn }, signal);
  };
}

async function applicationInsights(
  path: string,
  timeoutMs: number,
  logger: Logger,
): Promise<ExportQueueOptions<ReadableSpan>['send']> {
  const variable = 'APPLICATIONINSIGHTS_CONNECTION_STRING_FILE';
  const content = 'a connection string with InstrumentationKey=';
  const file = new SecretFile({ path, variable, content, pattern: CONNECTION_STRING }, logger);
  const { azureMonitorSpans } = await import('./azure-monitor.ts');
  return azureMonitorSpans(file.current(), timeoutMs);
}

function rejectedIn(response: Uint8Array): number {
  return ProtobufTraceSerializer.deserializeResponse(response).partialSuccess?.rejectedSpans ?? 0;
}
