import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { send } from '../test/create-test-app.ts';
import type { Answer } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { freePort } from '../test/free-port.ts';
import type { ReceivedSpan } from '../test/otlp-checks.ts';
import { OtlpReceiver, refuse } from '../test/otlp-receiver.ts';
import { rawRequest } from '../test/raw-request.ts';
import { RedisServer } from '../test/redis.ts';
import { ServiceProcess } from '../test/service-process.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const TICKETS = '/api/queues/default/tickets';

describe('The export of logs and traces', () => {
  let receiver: OtlpReceiver;
  let service: ServiceProcess | undefined;
  let url: string;
  let managementPort: number;
  let endpoint: string;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    endpoint = `${receiver.url}/`;
    managementPort = await freePort();
  });
  afterEach(async () => {
    if (service?.child.exitCode === null) await service.end('SIGKILL');
    await receiver.stop();
    expect(receiver.refusals).toEqual([]);
  });

  async function start(environment: NodeJS.ProcessEnv = {}): Promise<void> {
    const own = {
      MANAGEMENT_PORT: String(managementPort),
      SHUTDOWN_DRAIN_SECONDS: '0',
      CORS_ORIGINS: 'none',
      LOG_REQUESTS: 'all',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_LOGS: 'on',
      OTEL_TRACES: 'on',
      OTEL_TRACES_SAMPLE_PERCENT: '100',
      OTEL_SERVICE_NAME: 'kiosque-queue-default',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=qualification',
    };
    ({ service, url } = await ServiceProcess.start({ ...own, ...environment }));
  }

  const take = (headers: Record<string, string> = {}): Promise<Answer> =>
    send(url, TICKETS, { 'content-type': 'application/json', ...headers }, 'POST', '{}');

  /** Lines that the process wrote to stdout. */
  const lines = (): readonly Record<string, unknown>[] =>
    (service?.output ?? '')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  const spansOf = (traceId: string): readonly ReceivedSpan[] =>
    receiver.spans.filter((span) => span.traceId === traceId);

  async function counted(signal: string, outcome: string): Promise<number> {
    const { text } = await send(`http://127.0.0.1:${String(managementPort)}`, '/metrics');
    const line = new RegExp(`^kiosque_telemetry_records_total{signal="${signal}",outcome="${outcome}"} (\\d+)$`, 'm');
    return Number(line.exec(text)?.[1]);
  }

  describe('with a queue on Redis', () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await RedisServer.start();
    });
    afterAll(async () => {
      await redis.stop();
    });

    it('should export the spans of a request with their parents, and its log line under the same trace', async () => {
      await start({
        FEATURES: 'ticket-queue',
        QUEUE_STORE: 'redis',
        ACCESS_STORE: 'redis',
        REDIS_PORT: String(redis.port),
      });
      const taken = await take({ traceparent: `00-${TRACE}-${PARENT}-01`, 'x-request-id': 'the-request' });
      expect(taken.status).toBe(201);
      await eventually(() => {
        expect(spansOf(TRACE).map(({ name }) => name)).toContain('POST /api/queues/:queue/tickets');
      });
      const named = (name: string): ReceivedSpan => spansOf(TRACE).find((span) => span.name === name) as ReceivedSpan;
      const server = named('POST /api/queues/:queue/tickets');
      expect(server).toMatchObject({ parentSpanId: PARENT, kind: 2, status: 0 });
      expect(server.attributes).toEqual({
        'http.request.method': 'POST',
        'http.route': '/api/queues/:queue/tickets',
        'http.response.status_code': 201,
        'http.response.body.size': taken.bytes.length,
        'url.scheme': 'http',
        'url.path': TICKETS,
        'network.protocol.version': '1.1',
        'kiosque.request.id': 'the-request',
      });
      expect(server.resource).toMatchObject({
        'service.name': 'kiosque-queue-default',
        'deployment.environment': 'qualification',
      });
      const issue = named('issue');
      expect(issue).toMatchObject({
        parentSpanId: server.spanId,
        kind: 1,
        attributes: { 'kiosque.dependency': 'redis' },
      });
      const command = spansOf(TRACE).filter(({ parentSpanId }) => parentSpanId === issue.spanId);
      expect(command.length).toBeGreaterThan(0);
      expect(command[0]).toMatchObject({
        kind: 3,
        attributes: { 'db.system.name': 'redis', 'server.address': '127.0.0.1', 'server.port': redis.port },
      });
      const { token } = taken.json() as { token: string };
      expect(JSON.stringify(receiver.spans)).not.toContain(token.split('.')[1]);
      const [line] = await eventually(() => {
        const found = receiver.logs.filter(
          ({ attributes }) => attributes['requestId'] === 'the-request' && attributes['status'] === 201,
        );
        expect(found).toHaveLength(1);
        return found;
      });
      expect(line).toMatchObject({ body: 'request', severityText: 'INFO', traceId: TRACE, spanId: server.spanId });
      const audited = receiver.logsWith('audit').filter(({ attributes }) => attributes['requestId'] === 'the-request');
      expect(audited).toMatchObject([{ traceId: TRACE }]);
    });
  });

  it('should name the trace in problem documents, and mark server errors', async () => {
    await start();
    const headers = { traceparent: `00-${TRACE}-${PARENT}-01` };
    expect((await send(url, '/api/nothing', headers)).json()).toMatchObject({ status: 404, traceId: TRACE });
    const wrong = await send(url, TICKETS, { 'content-type': 'application/json' }, 'POST', '{"nonsense');
    expect(wrong.json()).toMatchObject({ status: 400, traceId: expect.stringMatching(/^[\da-f]{32}$/) });
    await eventually(() => {
      expect(spansOf(TRACE)).toMatchObject([
        { name: 'GET /api/:collection', status: 0, attributes: { 'http.response.status_code': 404 } },
      ]);
      expect(spansOf((wrong.json() as { traceId: string }).traceId)).toMatchObject([{ parentSpanId: '' }]);
    });
  });

  it('should trace what a request does also if its body arrives later', async () => {
    await start();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      `POST ${TICKETS} HTTP/1.1\r\nHost: h\r\nTraceparent: 00-${TRACE}-${PARENT}-01\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n`,
    );
    await sleep(200);
    socket.end('{}');
    await eventually(() => {
      const issue = spansOf(TRACE).find(({ name }) => name === 'issue');
      const server = spansOf(TRACE).find(({ kind }) => kind === 2);
      expect([server?.attributes['http.response.status_code'], issue?.parentSpanId]).toEqual([201, server?.spanId]);
    });
  });

  it('should trace answers that are served before the framework, and no probes', async () => {
    await start();
    await eventually(() => {
      expect(lines().filter(({ msg }) => msg === 'content loaded')).toHaveLength(3);
    });
    for (let turn = 0; turn < 3; turn++) await send(url, '/api/faq', { traceparent: `00-${TRACE}-${PARENT}-01` });
    for (const path of ['/healthz', '/readyz', '/startupz']) await send(url, path);
    await eventually(() => {
      expect(spansOf(TRACE).map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual(
        Array.from({ length: 3 }, () => ['GET /api/:collection', PARENT]),
      );
    });
    expect(lines().filter(({ traceId }) => traceId === TRACE)).toHaveLength(3);
    expect(receiver.spans.filter(({ name }) => /healthz|readyz|startupz/.test(name))).toEqual([]);
    const refreshed = receiver.spans.find(({ name }) => name === 'content.read');
    expect(receiver.spans).toContainEqual(
      expect.objectContaining({
        spanId: refreshed?.parentSpanId,
        name: expect.stringMatching(/^refresh /),
        parentSpanId: '',
      }),
    );
  });

  it('should deliver everything that waits when the process ends, also to a receiver that asks to wait', async () => {
    await start();
    receiver.answers.push(refuse(503, '1'), refuse(429, '1'));
    for (let turn = 0; turn < 20; turn++) await take({ 'x-request-id': `request-${String(turn)}` });
    expect(await service?.end('SIGTERM')).toBe(0);
    // Failures of the export are only on stdout.
    const written = lines().filter(({ signal }) => signal === undefined);
    expect(receiver.logs.map(({ body }) => body)).toEqual(written.map(({ msg }) => msg));
    expect(
      receiver.logs.filter(({ attributes }) => /^"request-\d+"$/.test(JSON.stringify(attributes['requestId']))),
    ).toHaveLength(40);
    expect(receiver.spans.filter(({ name }) => name === 'issue')).toHaveLength(20);
  });

  it('should end in time if the receiver hangs', async () => {
    await start();
    await take();
    receiver.answers.push(...Array.from({ length: 20 }, () => () => undefined));
    const begin = Date.now();
    expect(await service?.end('SIGTERM')).toBe(0);
    expect(Date.now() - begin).toBeLessThan(8000);
  });

  it('should answer requests as if nothing were, and deliver later, while the receiver is away', async () => {
    const { port } = receiver;
    await receiver.stop();
    await start();
    for (let turn = 0; turn < 50; turn++) expect((await take()).status).toBe(201);
    await eventually(() => {
      expect(lines()).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          signal: 'logs',
          reason: 'the receiver cannot be reached: ECONNREFUSED',
        }),
      );
    });
    expect([await counted('logs', 'exported'), await counted('logs', 'dropped')]).toEqual([0, 0]);
    receiver = await OtlpReceiver.start(port);
    await eventually(() => {
      expect(receiver.spans.filter(({ name }) => name === 'issue')).toHaveLength(50);
      expect(receiver.logsWith('audit')).toHaveLength(50);
      expect(lines().filter(({ msg }) => msg === 'telemetry is exported again')).toHaveLength(2);
    }, 15_000);
    expect(await counted('logs', 'exported')).toBe(receiver.logs.length);
    expect(await counted('traces', 'dropped')).toBe(0);
  });

  it('should bound what waits while the receiver hangs, and count what is dropped', async () => {
    await start({ FEATURES: 'content', OTEL_TRACES_SAMPLE_PERCENT: '0' });
    await eventually(() => {
      expect(lines().filter(({ msg }) => msg === 'content loaded')).toHaveLength(3);
    });
    await send(url, '/api/faq');
    receiver.answers.push(...Array.from({ length: 20 }, () => () => undefined));
    const sent = 12_000;
    const get =
      'GET /api/faq HTTP/1.1\r\nHost: h\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n';
    const answers = await rawRequest(url, `${`${get}\r\n`.repeat(sent - 1)}${get}Connection: close\r\n\r\n`, 30_000);
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(sent);
    expect(await counted('logs', 'dropped')).toBeGreaterThan(sent - 8192 - 2 * 512);
    expect(await counted('traces', 'dropped')).toBeGreaterThan(sent - 4096 - 2 * 512);
    expect((await send(url, '/api/faq')).status).toBe(200);
  });

  it('should count what the receiver refuses', async () => {
    await start();
    receiver.answers.push(...Array.from({ length: 50 }, () => refuse(400)));
    await take();
    await eventually(async () => {
      expect(await counted('logs', 'dropped')).toBeGreaterThan(0);
      expect(await counted('traces', 'dropped')).toBeGreaterThan(0);
    });
    receiver.answers.length = 0;
  });

  it('should send the headers in the file, also after they changed', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kiosque-headers-'));
    const file = join(directory, 'headers');
    await writeFile(file, 'authorization=Basic%20Zmlyc3Q=,x-scope-orgid=kiosque\n');
    await start({ OTEL_EXPORTER_OTLP_HEADERS_FILE: file });
    await eventually(() => {
      expect(receiver.headers).toContainEqual(
        expect.objectContaining({ authorization: 'Basic Zmlyc3Q=', 'x-scope-orgid': 'kiosque' }),
      );
    });
    await writeFile(file, 'authorization=Basic%20c2Vjb25k\n');
    await take();
    await eventually(() => {
      expect(receiver.headers.at(-1)?.authorization).toBe('Basic c2Vjb25k');
    });
    expect(service?.output).not.toMatch(/Zmlyc3Q|c2Vjb25k/);
    await rm(directory, { recursive: true });
  });

  it('should tell why a process ends on an unhandled error', async () => {
    const fail = "setTimeout(() => { throw new Error('it broke') }, 1500)";
    await start({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fail)}` });
    await eventually(() => {
      expect(service?.child.exitCode).toBe(1);
      expect(receiver.logsWith('unhandled error, exiting')).toMatchObject([
        { severity: 21, attributes: { 'exception.type': 'Error', 'exception.message': 'it broke' } },
      ]);
    });
  });

  it('should export nothing by default, and have no metric for it', async () => {
    await start({ OTEL_LOGS: 'off', OTEL_TRACES: 'off' });
    await take({ traceparent: `00-${TRACE}-${PARENT}-01` });
    const { text } = await send(`http://127.0.0.1:${String(managementPort)}`, '/metrics');
    expect(text).not.toContain('kiosque_telemetry_records_total');
    expect((await send(url, '/api/nothing')).json()).not.toHaveProperty('traceId');
    await service?.end('SIGTERM');
    expect(receiver.headers).toEqual([]);
  });
});
