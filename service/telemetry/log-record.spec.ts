import { describe, expect, it } from '@jest/globals';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { jsonLogger } from '../common/logging/logger.ts';
import { logsOf } from '../test/otlp-checks.ts';
import type { ReceivedLog } from '../test/otlp-checks.ts';
import { decode } from '../test/otlp-proto.ts';
import { readTelemetry } from '../test/telemetry-settings.ts';
import { logRecordOf } from './log-record.ts';
import { SCOPE, telemetryResource } from './resource.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

/** Returns what a receiver decodes from the lines of a logger. */
function received(write: (logger: ReturnType<typeof jsonLogger>) => void, environment = {}): readonly ReceivedLog[] {
  const source = { resource: telemetryResource(readTelemetry(environment)), instrumentationScope: SCOPE };
  const lines: string[] = [];
  write(jsonLogger('trace', { write: (line) => lines.push(line) }));
  const body = ProtobufLogsSerializer.serializeRequest(lines.map((line) => logRecordOf(line, source)));
  return logsOf(decode('ExportLogsServiceRequest', body ?? new Uint8Array()));
}

describe(logRecordOf.name, () => {
  it.each([
    ['trace', 1],
    ['debug', 5],
    ['info', 9],
    ['warn', 13],
    ['error', 17],
    ['fatal', 21],
  ] as const)('should give %s the severity number %i', (level, severity) => {
    expect(
      received((logger) => {
        logger[level]('said');
      }),
    ).toMatchObject([{ severity, severityText: level.toUpperCase(), body: 'said' }]);
  });

  it('should keep the time, the fields with their types, and the trace', () => {
    const before = Date.now();
    const [record] = received((logger) => {
      logger.info(
        {
          n: 7,
          f: 1.5,
          b: true,
          s: 'text',
          none: null,
          list: [1, 'a'],
          nested: { deep: { x: 1 } },
          traceId: TRACE,
          spanId: SPAN,
        },
        'said',
      );
    });
    expect(record).toMatchObject({ traceId: TRACE, spanId: SPAN });
    expect(record?.at).toBeGreaterThanOrEqual(before);
    expect(record?.at).toBeLessThanOrEqual(Date.now());
    expect(record?.attributes).toEqual({
      n: 7,
      f: 1.5,
      b: true,
      s: 'text',
      none: null,
      list: [1, 'a'],
      nested: { deep: { x: 1 } },
    });
  });

  it('should keep a trace without span, which a caller named', () => {
    expect(
      received((logger) => {
        logger.info({ traceId: TRACE }, 'said');
      }),
    ).toMatchObject([{ traceId: TRACE, spanId: '' }]);
  });

  it('should describe errors as the semantic conventions for exceptions do', () => {
    const [record] = received((logger) => {
      logger.error({ err: new RangeError('too far') }, 'failed');
    });
    expect(record?.attributes).toEqual({
      'exception.type': 'RangeError',
      'exception.message': 'too far',
      'exception.stacktrace': expect.stringContaining('RangeError: too far\n    at '),
    });
  });

  it('should export what the log redacts as redacted', () => {
    const [record] = received((logger) => {
      logger.info({ authorization: 's3cr3t', headers: { cookie: 's3cr3t' } }, 'said');
    });
    expect(record?.attributes).toEqual({ authorization: '[Redacted]', headers: { cookie: '[Redacted]' } });
  });

  it('should export any text as valid UTF-8', () => {
    const hostile = 'a\u0000\u001b[31m"\\\ud800\u2028\u{1f600}\u00e9';
    expect(
      received((logger) => {
        logger.info({ hostile }, hostile);
      }),
    ).toMatchObject([{ body: hostile.toWellFormed(), attributes: { hostile: hostile.toWellFormed() } }]);
  });

  it('should name the service and its environment', () => {
    const environment = {
      OTEL_SERVICE_NAME: 'kiosque-queue-rubis',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=production,k8s.namespace.name=kiosque%2Dproduction',
    };
    const [record] = received((logger) => {
      logger.info('said');
    }, environment);
    expect(record?.resource).toEqual({
      'service.name': 'kiosque-queue-rubis',
      'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
      'service.instance.id': expect.stringMatching(/./),
      'deployment.environment': 'production',
      'k8s.namespace.name': 'kiosque-production',
    });
  });
});
