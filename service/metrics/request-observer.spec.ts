import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createRedact } from '../common/logging/redact.ts';
import type { SpanAttributes } from '../common/tracing/tracing.ts';
import { AccessLog } from '../http/access-log.ts';
import { ObservedResponse } from '../http/observed-response.ts';
import { SourceErrors } from '../http/source-errors.ts';
import { TICKET_SECRETS } from '../ticket-queue/ticket-secrets.ts';
import { RequestDurations } from './request-durations.ts';
import { RequestObserver } from './request-observer.ts';

const CONFIG = { LOG_REQUESTS: 'all', LOG_ADDRESSES: 'none', LOG_SAMPLE_PERCENT: 100, TRUSTED_PROXIES: 0 } as const;

interface EndedSpan {
  readonly name: string;
  readonly attributes: SpanAttributes;
  readonly hasFailed: boolean;
}

class Fixture {
  readonly durations = new RequestDurations();
  readonly spans: EndedSpan[] = [];
  readonly lines: Record<string, unknown>[] = [];
  readonly observer: RequestObserver;

  constructor() {
    const logger = pino(
      { level: 'trace' },
      { write: (line: string) => this.lines.push(JSON.parse(line) as Record<string, unknown>) },
    );
    this.observer = new RequestObserver(
      this.durations,
      new AccessLog({ logger, redact: createRedact(TICKET_SECRETS), config: CONFIG }),
      new SourceErrors(0, Date.now),
    );
  }

  answered(
    method: string,
    route: string,
    status: number,
    more: { isStream?: boolean; isAborted?: boolean } = {},
  ): void {
    const request = Object.assign(new IncomingMessage(new Socket()), {
      httpVersion: '1.1',
      method,
      url: `/tickets/rubis.${'x'.repeat(22)}?q=a`,
    });
    const response = Object.assign(new ObservedResponse(request), {
      statusCode: status,
      route,
      isStream: more.isStream ?? false,
    });
    response.span = {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      isRecording: true,
      run: (work) => work(),
      end: (name, attributes, hasFailed) => this.spans.push({ name, attributes, hasFailed }),
    };
    this.observer.answered(request, response, 0.001, more.isAborted);
  }

  counted(): unknown[] {
    return this.durations
      .samples()
      .filter(({ metricName }) => metricName?.endsWith('_count'))
      .map(({ labels, value }) => [labels['route'], labels['status'], value]);
  }
}

describe(RequestObserver.name, () => {
  it('should measure every response, except streams and aborted ones, which it only logs', () => {
    const fixture = new Fixture();
    fixture.answered('GET', '/api', 200);
    fixture.answered('GET', '/changes', 200, { isStream: true });
    fixture.answered('GET', '/changes', 503, { isStream: true });
    fixture.answered('GET', '/api', 200, { isAborted: true });
    expect(fixture.counted()).toEqual([
      ['/api', '200', 1],
      ['/changes', '503', 1],
    ]);
    expect(fixture.lines.map(({ route, status, aborted }) => [route, status, aborted])).toEqual([
      ['/api', 200, undefined],
      ['/changes', 200, undefined],
      ['/changes', 503, undefined],
      ['/api', 200, true],
    ]);
  });

  it('should name spans by method and route, with the path of the log, and have only server errors fail', () => {
    const fixture = new Fixture();
    fixture.answered('GET', '/tickets/:token', 200);
    fixture.answered('POST', 'unmatched', 404);
    fixture.answered('BREW', '/tickets/:token', 503);
    expect(fixture.spans.map(({ name, hasFailed }) => [name, hasFailed])).toEqual([
      ['GET /tickets/:token', false],
      ['POST', false],
      ['HTTP /tickets/:token', true],
    ]);
    expect(fixture.spans[2]?.attributes).toEqual({
      'http.request.method': '_OTHER',
      'http.route': '/tickets/:token',
      'http.response.status_code': 503,
      'http.response.body.size': 0,
      'url.scheme': 'http',
      'url.path': '/tickets/rubis.<redacted>',
      'network.protocol.version': expect.any(String),
      'kiosque.request.id': expect.any(String),
      'error.type': '503',
    });
    expect(fixture.lines[0]).toMatchObject({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
  });
});
