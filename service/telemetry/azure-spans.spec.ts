import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { azureContainer } from '../common/azure/azure-container.ts';
import { azureSettings } from '../config/azure.config.ts';
import type { AzureConfig } from '../config/azure.config.ts';
import { readSettings } from '../config/settings.ts';
import { readTelemetry } from '../test/telemetry-settings.ts';
import { traceAzure } from './azure-spans.ts';
import { OtelTracing } from './otel-tracing.ts';
import { telemetryResource } from './resource.ts';

const SIGNATURE = 'c2lnbmF0dXJl';

describe(traceAzure.name, () => {
  const spans: ReadableSpan[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let status = 404;
  let server: Server;
  let tracing: OtelTracing;

  beforeAll(async () => {
    server = createServer((request, response) => {
      headers.push(request.headers);
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    tracing = new OtelTracing({
      resource: telemetryResource(readTelemetry({})),
      samplePercent: 100,
      onEnd: (span) => spans.push(span),
    });
    traceAzure(tracing);
  });
  beforeEach(() => {
    spans.length = 0;
    headers.length = 0;
  });
  afterAll(() => {
    server.close();
  });

  async function read(): Promise<void> {
    const { port } = server.address() as AddressInfo;
    const connection = `BlobEndpoint=http://127.0.0.1:${String(port)}/account;SharedAccessSignature=sv=2024-01-01&sig=${SIGNATURE}`;
    const config = readSettings([azureSettings], { AZURE_STORAGE_CONNECTION_STRING: connection }) as AzureConfig;
    const container = azureContainer(config, 'content', { retryOptions: { maxTries: 1 } });
    await container
      .getBlobClient('news.json')
      .download()
      .catch(() => undefined);
  }

  it.each([
    [304, SpanStatusCode.UNSET],
    [404, SpanStatusCode.UNSET],
    [403, SpanStatusCode.ERROR],
    [500, SpanStatusCode.ERROR],
  ])(
    'should create a client span for each request within a task, and for %i give the call status %i',
    async (code, expected) => {
      status = code;
      await tracing.withTrace('refresh', read);
      const [http] = spans.filter(({ kind }) => kind === SpanKind.CLIENT);
      const call = spans.find(({ name }) => name === 'BlobClient-download');
      expect(http?.parentSpanContext?.spanId).toBe(call?.spanContext().spanId);
      expect(http?.attributes).toMatchObject({ 'http.method': 'GET', 'http.status_code': code });
      expect(call?.status.code).toBe(expected);
      const { traceId, spanId } = http?.spanContext() ?? {};
      expect(headers.map(({ traceparent }) => traceparent)).toEqual([`00-${String(traceId)}-${String(spanId)}-01`]);
      expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain(SIGNATURE);
    },
  );

  it('should create none outside a task', async () => {
    await read();
    expect(spans).toEqual([]);
    expect(headers.map(({ traceparent }) => traceparent)).toEqual([undefined]);
  });
});
