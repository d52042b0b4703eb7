import { createServer } from 'node:http';
import { IncomingMessage } from 'node:http';
import type { RequestListener, Server, ServerOptions } from 'node:http';
import { activeTracing } from '../common/tracing/tracing.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { PROBES } from '../contract.ts';
import type { AnswerCache } from './answers/answer-cache.ts';
import { refuseTunnel } from './client-error.ts';
import type { RejectionObserver } from './client-error.ts';
import { limitConnections } from './connections.ts';
import type { Limits } from './limits.ts';
import { ObservedResponse } from './observed-response.ts';
import { ProblemError } from './problems/problem.ts';
import { RateLimiter } from './rate-limiter.ts';

/** Observes responses. */
export interface FrontObserver extends RejectionObserver {
  /** @param isAborted whether the client disconnected before the response was complete; false by default. */
  answered(request: IncomingMessage, response: ObservedResponse, seconds: number, isAborted?: boolean): void;
}

/** Dependencies of `HttpFront`. */
export interface FrontContext {
  readonly config: ServerConfig;
  readonly answers: AnswerCache;
  readonly limits: Limits;
  readonly now: () => number;
  /** Undefined until the container has created it. */
  readonly observer: () => FrontObserver | undefined;
}

/**
 * Handles every request before the framework: counts it, answers it from the cache, or passes it on. Rejected requests are passed on too,
 * with the reason, because one place sends all problem responses.
 */
export class HttpFront {
  readonly #context: FrontContext;
  readonly #rates: RateLimiter;
  readonly #refusals = new WeakMap<IncomingMessage, ProblemError>();

  constructor(context: FrontContext) {
    const { config, now } = context;
    this.#context = context;
    this.#rates = new RateLimiter(config.RATE_LIMIT_PER_MINUTE, config.TRUSTED_PROXIES, now);
  }

  /** Returns why a request that was passed on must be rejected. */
  refusalOf(request: IncomingMessage): ProblemError | undefined {
    return this.#refusals.get(request);
  }

  /** Creates a server that passes requests not answered here to `handler`. */
  createServer(handler: RequestListener): Server {
    const { config, answers, limits, observer } = this.#context;
    const server = createServer(serverOptions(config), (request, response) => {
      const start = performance.now();
      const tracing = activeTracing();
      if (tracing !== undefined && !PROBES.includes(request.url ?? ''))
        response.span = tracing.startRequest(request.headers);
      const refusal = this.#refuse(request);
      if (refusal !== undefined) this.#refusals.set(request, refusal);
      const route = refusal === undefined ? answers.serve(request, response) : undefined;
      if (route === undefined) {
        response.once('close', () => {
          observer()?.answered(request, response, secondsSince(start), !response.writableFinished);
        });
        if (response.span === undefined) handler(request, response);
        else
          response.span.run(() => {
            handler(request, response);
          });
      } else {
        response.route = route;
        observer()?.answered(request, response, secondsSince(start));
      }
    });
    // RFC 9110 section 10.1.1 lets a server ignore unknown expectations.
    server.on('checkExpectation', (request, response) => {
      server.emit('request', request, response);
    });
    server.on('connect', (_request, socket) => {
      refuseTunnel(socket, observer());
    });
    const perAddress = config.TRUSTED_PROXIES === 0 ? config.MAX_CONNECTIONS_PER_ADDRESS : undefined;
    limitConnections(server, { total: config.MAX_CONNECTIONS, perAddress }, limits);
    return server;
  }

  #refuse(request: IncomingMessage): ProblemError | undefined {
    // Repeated headers are joined by commas (RFC 9112 section 3.2: more than one Host is 400).
    const { host } = request.headers;
    if (host === undefined ? request.httpVersion === '1.1' : host.includes(','))
      return new ProblemError('invalid-request', 'The request must have exactly one Host header.');
    const seconds = this.#rates.retryAfter(request);
    if (seconds === undefined || PROBES.includes(request.url ?? '')) return undefined;
    const { config, limits } = this.#context;
    limits.reached('requests-per-minute');
    return new ProblemError(
      'too-many-requests',
      `At most ${String(config.RATE_LIMIT_PER_MINUTE)} requests per minute are allowed: try again in ${String(seconds)} s.`,
      { headers: { 'Retry-After': String(seconds) } },
    );
  }
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

function serverOptions(config: ServerConfig): ServerOptions<typeof IncomingMessage, typeof ObservedResponse> {
  return {
    IncomingMessage,
    ServerResponse: ObservedResponse,
    keepAliveTimeout: config.KEEP_ALIVE_SECONDS * 1000,
    requestTimeout: config.REQUEST_TIMEOUT_SECONDS * 1000,
    headersTimeout: config.REQUEST_TIMEOUT_SECONDS * 1000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: config.MAX_HEADER_BYTES,
    joinDuplicateHeaders: true,
    // Checked in #refuse, which answers with a problem.
    requireHostHeader: false,
  };
}
