import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { freePort } from '../test/free-port.ts';
import { IngestionEndpoint } from '../test/ingestion-endpoint.ts';
import { selfSigned } from '../test/self-signed.ts';
import type { SelfSigned } from '../test/self-signed.ts';
import { ServiceProcess } from '../test/service-process.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

describe('Traces in Application Insights', () => {
  let tls: SelfSigned;
  let endpoint: IngestionEndpoint;
  let service: ServiceProcess;
  let url: string;
  let managementPort: number;

  beforeAll(async () => {
    tls = selfSigned();
    endpoint = await IngestionEndpoint.start(tls);
    await writeFile(join(tls.directory, 'connection-string'), `${endpoint.connectionString}\n`);
    managementPort = await freePort();
    ({ service, url } = await ServiceProcess.start({
      MANAGEMENT_PORT: String(managementPort),
      SHUTDOWN_DRAIN_SECONDS: '0',
      FEATURES: 'ticket-queue',
      OTEL_TRACES: 'on',
      OTEL_TRACES_SAMPLE_PERCENT: '0',
      OTEL_SERVICE_NAME: 'kiosque-queue-default',
      APPLICATIONINSIGHTS_CONNECTION_STRING_FILE: join(tls.directory, 'connection-string'),
      NODE_EXTRA_CA_CERTS: tls.certificate,
    }));
  });
  afterEach(() => {
    endpoint.answers.length = 0;
    endpoint.envelopes.length = 0;
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    await endpoint.stop();
    await rm(tls.directory, { recursive: true });
  });

  async function take(): Promise<void> {
    const headers = { 'content-type': 'application/json', traceparent: `00-${TRACE}-${PARENT}-01` };
    const { status } = await send(url, '/api/queues/default/tickets', headers, 'POST', '{}');
    expect(status).toBe(201);
  }

  async function counts(): Promise<readonly number[]> {
    const { text } = await send(`http://127.0.0.1:${String(managementPort)}`, '/metrics');
    return ['exported', 'dropped'].map((outcome) =>
      Number(
        new RegExp(`kiosque_telemetry_records_total{signal="traces",outcome="${outcome}"} (\\d+)`).exec(text)?.[1],
      ),
    );
  }

  it('should show the request and its calls under the trace of the caller', async () => {
    await take();
    await eventually(() => {
      expect(endpoint.envelopes.map(({ data }) => data.baseType)).toEqual(
        expect.arrayContaining(['RequestData', 'RemoteDependencyData']),
      );
    });
    const request = endpoint.envelopes.find(({ data }) => data.baseType === 'RequestData');
    expect(request).toMatchObject({
      tags: {
        'ai.operation.id': TRACE,
        'ai.operation.parentId': PARENT,
        'ai.operation.name': 'POST /api/queues/:queue/tickets',
        'ai.cloud.role': 'kiosque-queue-default',
      },
      data: { baseData: { responseCode: '201', success: true } },
    });
    const issued = endpoint.envelopes.find(({ data }) => data.baseData['name'] === 'issue');
    expect(issued?.tags).toMatchObject({
      'ai.operation.id': TRACE,
      'ai.operation.parentId': request?.data.baseData['id'],
    });
    expect(JSON.stringify(endpoint.envelopes)).not.toContain('127.0.0.1:');
  });

  it('should try again after a temporary failure, and count what is lost, unlike the exporter', async () => {
    const [exported = 0, dropped = 0] = await counts();
    endpoint.answers.push((response) => response.writeHead(503).end());
    await take();
    await eventually(() => {
      expect(endpoint.envelopes.length).toBeGreaterThan(1);
    });
    await eventually(async () => {
      expect(await counts()).toEqual([exported + endpoint.envelopes.length, dropped]);
    });
    endpoint.answers.push((response) => response.writeHead(400, { 'Content-Type': 'application/json' }).end('{}'));
    await take();
    await eventually(async () => {
      expect((await counts())[1]).toBeGreaterThan(dropped);
    });
  });

  it('should count spans that are not accepted', async () => {
    const [exported = 0, dropped = 0] = await counts();
    endpoint.answers.push((response) => {
      response.writeHead(206, { 'Content-Type': 'application/json' });
      response.end(
        JSON.stringify({ itemsReceived: 3, itemsAccepted: 2, errors: [{ index: 0, statusCode: 400, message: 'bad' }] }),
      );
    });
    await take();
    await eventually(async () => {
      const [nowExported = 0, nowDropped = 0] = await counts();
      expect(nowDropped).toBe(dropped + 1);
      expect(nowExported).toBeGreaterThan(exported);
    });
  });

  it('should send nothing but spans', () => {
    expect(new Set(endpoint.paths)).toEqual(new Set(['POST /v2.1/track']));
    expect(service.output).not.toContain(endpoint.key);
  });
});
