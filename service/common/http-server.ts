import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { ServerConfig } from '../config/server.config.ts';
import type { AnswerCache } from './answers/answer-cache.ts';

/** Told of every request that was answered without the framework. */
export interface FrontObserver {
  answered(request: IncomingMessage, route: string, status: number, seconds: number): void;
}

/**
 * A server that looks prepared answers up before Fastify sees the request. With a rate limit every request must be counted first, so
 * then the lookup happens in a Fastify hook instead.
 */
export function createHttpServer(
  config: ServerConfig,
  answers: AnswerCache,
  observer: () => FrontObserver | undefined,
): (handler: RequestListener) => Server {
  const options = {
    keepAliveTimeout: config.KEEP_ALIVE_SECONDS * 1000,
    requestTimeout: config.REQUEST_TIMEOUT_SECONDS * 1000,
    headersTimeout: config.REQUEST_TIMEOUT_SECONDS * 1000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: config.MAX_HEADER_BYTES,
  };
  return (handler) => {
    if (config.RATE_LIMIT_PER_MINUTE > 0) return createServer(options, handler);
    return createServer(options, (request, response) => {
      const start = performance.now();
      const route = answers.serve(request, response);
      if (route === undefined) handler(request, response);
      else observer()?.answered(request, route, response.statusCode, (performance.now() - start) / 1000);
    });
  };
}
