import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
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
    if (config.RATE_LIMIT_PER_MINUTE > 0) return closingSilentConnections(createServer(options, handler));
    const server = createServer(options, (request, response) => {
      const start = performance.now();
      const route = answers.serve(request, response);
      if (route === undefined) handler(request, response);
      else observer()?.answered(request, route, response.statusCode, (performance.now() - start) / 1000);
    });
    return closingSilentConnections(server);
  };
}

/** Node 24 does not count a connection that never sent anything as idle: closing would wait for it for ever. */
function closingSilentConnections(server: Server): Server {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const closeIdleConnections = server.closeIdleConnections.bind(server);
  server.closeIdleConnections = () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    closeIdleConnections();
  };
  return server;
}
