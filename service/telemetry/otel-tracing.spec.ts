import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { DomainError } from '../common/domain-error.ts';
import { tracedFetch } from '../common/tracing/traced-fetch.ts';
import { tracedPort } from '../common/tracing/traced-port.ts';
import { activeTracing, useTracing, withSpan, withTrace } from '../common/tracing/tracing.ts';
import type { RequestSpan } from '../common/tracing/tracing.ts';
import { readTelemetry } from '../test/telemetry-settings.ts';
import { WebhookSink } from '../test/webhook-sink.ts';
import { OtelTracing } from './otel-tracing.ts';
import { telemetryResource } from './resource.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const SAMPLED = `00-${TRACE}-${PARENT}-01`;

class Store {
  #calls = 0;
  readonly description = 'a store';

  find(token: string): Promise<string> {
    this.#calls++;
    return Promise.resolve(`${token} ${String(this.#calls)}`);
  }

  count(): number {
    return this.#calls;
  }

  async fail(error: Error): Promise<never> {
    await Promise.resolve();
    throw error;
  }
}

describe(OtelTracing.name, () => {
  const spans: ReadableSpan[] = [];

  function started(samplePercent = 100): OtelTracing {
    spans.length = 0;
    const resource = telemetryResource(readTelemetry({}));
    const tracing = new OtelTracing({ resource, samplePercent, onEnd: (span) => spans.push(span) });
    useTracing(tracing);
    return tracing;
  }

  afterEach(() => {
    useTracing(undefined);
  });

  const named = (name: string): ReadableSpan => {
    const found = spans.filter((span) => span.name === name);
    expect(found).toHaveLength(1);
    return found[0] as ReadableSpan;
  };
  const end = (request: RequestSpan): void => {
    request.end('GET /', {}, false);
  };

  it('should make the span of a request the child of the one in its headers', () => {
    const request = started().startRequest({ traceparent: SAMPLED, tracestate: 'vendor=value' });
    expect(request.traceId).toBe(TRACE);
    request.end('GET /api', { 'http.response.status_code': 503 }, true);
    const span = named('GET /api');
    expect(span.spanContext()).toMatchObject({ traceId: TRACE, spanId: request.spanId, traceFlags: 1 });
    expect(span.spanContext().traceState?.serialize()).toBe('vendor=value');
    expect(span.parentSpanContext?.spanId).toBe(PARENT);
    expect([span.kind, span.status.code]).toEqual([SpanKind.SERVER, SpanStatusCode.ERROR]);
    expect(span.attributes).toEqual({ 'http.response.status_code': 503 });
  });

  it.each([
    ['no header', ''],
    ['no trace id', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['no span id', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['an invalid version', `ff-${TRACE}-${PARENT}-01`],
    ['more than version 00 has', `00-${TRACE}-${PARENT}-01-more`],
    ['upper case', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['short flags', `00-${TRACE}-${PARENT}-1`],
    ['two headers', `${SAMPLED}, ${SAMPLED}`],
    ['nonsense', 'x'.repeat(16_000)],
  ])('should begin a new trace instead of believing %s', (_, traceparent) => {
    const request = started().startRequest(traceparent === '' ? {} : { traceparent });
    expect(request.traceId).toMatch(/^[\da-f]{32}$/);
    expect(request.traceId).not.toBe(TRACE);
    end(request);
    expect(named('GET /').parentSpanContext).toBeUndefined();
  });

  it('should sample new traces at the configured percentage, and leave others to their caller', () => {
    const sampled = (percent: number, traceparent?: string): number => {
      const tracing = started(percent);
      for (let turn = 0; turn < 500; turn++)
        end(tracing.startRequest(traceparent === undefined ? {} : { traceparent }));
      return spans.length;
    };
    expect(sampled(0)).toBe(0);
    expect(sampled(100)).toBe(500);
    expect(sampled(20)).toBeGreaterThan(50);
    expect(sampled(20)).toBeLessThan(200);
    expect(sampled(0, 'nonsense')).toBe(0);
    expect(sampled(0, SAMPLED)).toBe(500);
    expect(sampled(100, SAMPLED.replace(/01$/, '00'))).toBe(0);
  });

  it('should pass an unsampled trace on', () => {
    const tracing = started(0);
    const request = tracing.startRequest({});
    request.run(() => {
      expect(tracing.outgoingHeaders()).toEqual({ traceparent: `00-${request.traceId}-${request.spanId}-00` });
    });
    expect(request).toMatchObject({ isRecording: false, traceId: expect.stringMatching(/^[\da-f]{32}$/) });
    end(request);
    expect(spans).toEqual([]);
  });

  it('should nest spans across asynchronous work, and tell the current one', async () => {
    const request = started().startRequest({ traceparent: SAMPLED });
    await request.run(async () => {
      await sleep(1);
      await withSpan({ name: 'outer' }, async () => {
        await sleep(1);
        await withSpan({ name: 'inner', kind: 'client', attributes: { a: 1 } }, async (annotate) => {
          await sleep(1);
          annotate({ b: 2 });
          expect(activeTracing()?.current()).toEqual({
            traceId: TRACE,
            spanId: expect.stringMatching(/^[\da-f]{16}$/),
          });
        });
      });
    });
    end(request);
    const [outer, inner] = [named('outer'), named('inner')];
    expect(outer.parentSpanContext?.spanId).toBe(request.spanId);
    expect(inner.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
    expect(inner).toMatchObject({ kind: SpanKind.CLIENT, attributes: { a: 1, b: 2 } });
    expect(activeTracing()?.current()).toBeUndefined();
  });

  it('should create no spans outside a request, or after it has ended', async () => {
    const request = started().startRequest({});
    expect(await withSpan({ name: 'outside' }, () => Promise.resolve(1))).toBe(1);
    const late = request.run(async () => {
      await sleep(5);
      expect([activeTracing()?.current(), activeTracing()?.outgoingHeaders()]).toEqual([undefined, {}]);
      return await withSpan({ name: 'late' }, () => Promise.resolve(2));
    });
    end(request);
    expect(await late).toBe(2);
    expect(spans.map(({ name }) => name)).toEqual(['GET /']);
  });

  it('should give background work a trace of its own', async () => {
    started();
    await withTrace('refresh', () => withSpan({ name: 'read' }, () => Promise.resolve()));
    expect(named('refresh').parentSpanContext).toBeUndefined();
    expect(named('read').parentSpanContext?.spanId).toBe(named('refresh').spanContext().spanId);
    expect(named('refresh').ended).toBe(true);
  });

  it('should call the methods of a port in spans, except those that fail their caller for a good reason', async () => {
    const request = started().startRequest({});
    const store = tracedPort(new Store(), { dependency: 'sqlite', prefix: 'access.' });
    await request.run(async () => {
      expect([await store.find('a'), store.count(), store.description]).toEqual(['a 1', 1, 'a store']);
      for (const error of [
        new DomainError('conflict', 'full'),
        new DomainError('unavailable', 'away'),
        new RangeError('x'),
      ])
        await expect(store.fail(error)).rejects.toBe(error);
    });
    end(request);
    expect(named('access.find').attributes).toEqual({ 'kiosque.dependency': 'sqlite', 'db.system.name': 'sqlite' });
    expect(store).toBeInstanceOf(Store);
    const failed = spans
      .filter(({ name }) => name === 'access.fail')
      .map(({ status, attributes }) => [status.code, attributes['error.type']]);
    expect(failed).toEqual([
      [SpanStatusCode.UNSET, undefined],
      [SpanStatusCode.ERROR, 'DomainError'],
      [SpanStatusCode.ERROR, 'RangeError'],
    ]);
  });

  it('should not touch a port if tracing is off', () => {
    const store = new Store();
    expect(tracedPort(store, { dependency: 'redis' })).toBe(store);
    expect(withSpan({ name: 'a' }, () => 1)).toBe(1);
    expect(withTrace('a', () => 2)).toBe(2);
  });

  it('should send its context with requests to others, and record the host but no path', async () => {
    const sink = await WebhookSink.start();
    const request = started().startRequest({});
    const init = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    await request.run(() => tracedFetch(sink.url('s3cr3t'), init));
    end(request);
    const span = named('POST');
    expect(span).toMatchObject({ kind: SpanKind.CLIENT });
    expect(span.attributes).toEqual({
      'http.request.method': 'POST',
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
      'http.response.status_code': 200,
    });
    expect(sink.posts).toMatchObject([
      { type: 'application/json', traceparent: `00-${request.traceId}-${span.spanContext().spanId}-01` },
    ]);
    useTracing(undefined);
    await tracedFetch(sink.url('s3cr3t'), init);
    expect(sink.posts[1]).toMatchObject({ traceparent: undefined });
    await sink.stop();
  });
});
