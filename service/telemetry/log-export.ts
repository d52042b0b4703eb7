import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { ExportQueue } from './export-queue.ts';
import type { ExportQueueOptions } from './export-queue.ts';
import { logRecordOf } from './log-record.ts';
import { sendOtlp } from './otlp-sender.ts';
import type { OtlpTarget } from './otlp-sender.ts';
import { SCOPE, telemetryResource } from './resource.ts';
import type { TelemetryConfig } from './telemetry.config.ts';

const LIMITS = {
  maxItems: 8192,
  maxBytes: 8_388_608,
  batchItems: 512,
  batchBytes: 1_048_576,
  delayMs: 1000,
  firstPauseMs: 1000,
  retryMs: 300_000,
};

/** Creates the queue of the lines of the log. A line is parsed when it is exported, not in the request that writes it. */
export function createLogExport(
  config: TelemetryConfig,
  target: OtlpTarget,
  onChange: ExportQueueOptions<string>['onChange'],
): ExportQueue<string> {
  const source = { resource: telemetryResource(config), instrumentationScope: SCOPE };
  return new ExportQueue({
    limits: LIMITS,
    onChange,
    sizeOf: (line) => line.length,
    send: (lines, signal) => {
      const records = lines.map((line) => logRecordOf(line, source));
      const body = ProtobufLogsSerializer.serializeRequest(records) ?? new Uint8Array();
      return sendOtlp(target, { body, rejectedIn }, signal);
    },
  });
}

function rejectedIn(response: Uint8Array): number {
  return ProtobufLogsSerializer.deserializeResponse(response).partialSuccess?.rejectedLogRecords ?? 0;
}
