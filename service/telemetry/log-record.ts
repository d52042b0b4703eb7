import type { HrTime } from '@opentelemetry/api';
import type { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';

/** A record as the serializer takes it. */
export type LogRecord = Parameters<(typeof ProtobufLogsSerializer)['serializeRequest']>[0][number];

/** What all records of the process have in common. */
export type LogSource = Pick<LogRecord, 'resource' | 'instrumentationScope'>;

/** OpenTelemetry logs data model, field SeverityNumber. */
const SEVERITIES: Readonly<Record<string, number>> = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

interface Line {
  readonly time: string;
  readonly level: string;
  readonly msg?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly err?: { readonly type?: string; readonly message?: string; readonly stack?: string };
  readonly [field: string]: unknown;
}

/**
 * Converts a line of the log to a log record: the message is its body, and the other fields are attributes with the same names. Errors
 * follow the semantic conventions for exceptions.
 */
export function logRecordOf(line: string, source: LogSource): LogRecord {
  const { time, level, msg = '', traceId, spanId = '', err, ...fields } = JSON.parse(line) as Line;
  const hrTime = toHrTime(Date.parse(time));
  const record = {
    ...source,
    hrTime,
    hrTimeObserved: hrTime,
    severityNumber: SEVERITIES[level] ?? 0,
    severityText: level.toUpperCase(),
    body: msg,
    attributes: { ...fields, ...exceptionOf(err) },
    droppedAttributesCount: 0,
    ...(traceId !== undefined && { spanContext: { traceId, spanId, traceFlags: 0 } }),
  };
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enumeration is in a package not needed for anything else
  return record as LogRecord;
}

function exceptionOf(err: Line['err']): Readonly<Record<string, string>> {
  const { type, message, stack } = err ?? {};
  return {
    ...(type !== undefined && { 'exception.type': type }),
    ...(message !== undefined && { 'exception.message': message }),
    ...(stack !== undefined && { 'exception.stacktrace': stack }),
  };
}

function toHrTime(ms: number): HrTime {
  return [Math.floor(ms / 1000), (ms % 1000) * 1_000_000];
}
