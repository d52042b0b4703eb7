import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { ConfigurationError } from '../config/settings.ts';
import { readTelemetry } from '../test/telemetry-settings.ts';
import { startTelemetry } from './start-telemetry.ts';
import { NO_TELEMETRY } from './telemetry.ts';

const logger = pino({ level: 'silent' });
const LOGS = { OTEL_LOGS: 'on', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
const KEY = 'InstrumentationKey=0f4c35b3-6d6f-4c6e-9d1b-1d2f3a4b5c6d;IngestionEndpoint=https://127.0.0.1:9/';

describe(startTelemetry.name, () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'kiosque-telemetry-'));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  const file = (text: string): string => {
    const path = join(directory, 'secret');
    writeFileSync(path, text);
    return path;
  };
  const problemOf = async (environment: NodeJS.ProcessEnv): Promise<string> => {
    const error: unknown = await startTelemetry(readTelemetry(environment), logger).then(
      async (telemetry) => {
        await telemetry.close(0);
        return undefined;
      },
      (failure: unknown) => failure,
    );
    if (error === undefined) return '';
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  };

  it('should do nothing unless logs or traces are on', async () => {
    expect(await startTelemetry(readTelemetry({}), logger)).toBe(NO_TELEMETRY);
    expect(await startTelemetry(readTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }), logger)).toBe(
      NO_TELEMETRY,
    );
    expect(NO_TELEMETRY.counts()).toEqual([]);
  });

  it('should count only the signals that are exported', async () => {
    const telemetry = await startTelemetry(readTelemetry(LOGS), logger);
    expect([telemetry.counts(), telemetry.isTracing]).toEqual([[{ signal: 'logs', exported: 0, dropped: 0 }], false]);
    telemetry.exportLine?.('{"level":"info","time":"2026-11-22T00:00:00.000Z","msg":"lost"}\n');
    await telemetry.close(0);
    expect(telemetry.counts()).toEqual([{ signal: 'logs', exported: 0, dropped: 1 }]);
  });

  it('should reject settings that contradict each other', async () => {
    expect(await problemOf({ OTEL_LOGS: 'on' })).toBe(
      'OTEL_LOGS=on requires OTEL_EXPORTER_OTLP_ENDPOINT: set it, or OTEL_LOGS=off',
    );
    expect(await problemOf({ OTEL_TRACES: 'on' })).toMatch(
      /^OTEL_TRACES=on requires OTEL_EXPORTER_OTLP_ENDPOINT or APPLICATIONINSIGHTS_CONNECTION_STRING_FILE/,
    );
    const headers = file('authorization=Bearer%20s3cr3t');
    const remote = { ...LOGS, OTEL_EXPORTER_OTLP_HEADERS_FILE: headers };
    for (const host of ['collector:4318', '127.0.0.1.example.org', 'localhost.example.org/']) {
      expect(await problemOf({ ...remote, OTEL_EXPORTER_OTLP_ENDPOINT: `http://${host}` })).toMatch(
        /must be an https URL/,
      );
    }
    for (const endpoint of [
      'http://127.0.0.1:4318',
      'http://localhost/otlp',
      'http://[::1]:4318',
      'https://collector:4318',
    ])
      expect(await problemOf({ ...remote, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toBe('');
  });

  it.each(['nonsense', '=value', 'a b=c', 'name=va%0d%0alue', 'name=\u20ac'])(
    'should reject the headers %j without repeating them',
    async (text) => {
      const path = file(text);
      const message = await problemOf({ ...LOGS, OTEL_EXPORTER_OTLP_HEADERS_FILE: path });
      expect(message).toBe(
        'OTEL_EXPORTER_OTLP_HEADERS_FILE must contain headers for the OTLP receiver: name=value, separated by commas',
      );
    },
  );

  it.each([
    ['InstrumentationKey=nonsense', /must contain a connection string with InstrumentationKey=/],
    [KEY, /^$/],
  ])('should check the connection string of Application Insights', async (text, expected) => {
    const path = file(text);
    expect(await problemOf({ OTEL_TRACES: 'on', APPLICATIONINSIGHTS_CONNECTION_STRING_FILE: path })).toMatch(expected);
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://user:s3cr3t@collector'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://collector?key=s3cr3t'],
    ['OTEL_SERVICE_NAME', 'a b'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment'],
    ['OTEL_TRACES_SAMPLE_PERCENT', '101'],
    ['OTEL_LOGS', 'true'],
  ])('should reject %s=%s', (name, value) => {
    expect(() => readTelemetry({ [name]: value })).toThrow(new RegExp(`^${name} must be `));
  });
});
