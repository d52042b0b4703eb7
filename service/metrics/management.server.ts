import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { LOGGER, SERVER_CONFIG } from '../common/tokens.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { CONTRACT } from '../contract.ts';
import { METRICS_REGISTRY } from './metrics.tokens.ts';

/** Serves /metrics, and nothing else, on the management port. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    @Inject(SERVER_CONFIG) private readonly config: ServerConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The port it listens on. */
  get port(): number {
    return (this.server?.address() as AddressInfo | null)?.port ?? 0;
  }

  /** @throws Error when the port is taken. */
  async onApplicationBootstrap(): Promise<void> {
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== CONTRACT.metricsPath) {
        response
          .writeHead(404, { 'Content-Type': 'text/plain' })
          .end(`only GET ${CONTRACT.metricsPath} is served here\n`);
        return;
      }
      this.registry.metrics().then(
        (text) => response.writeHead(200, { 'Content-Type': this.registry.contentType }).end(text),
        (error: unknown) => {
          this.logger.error({ err: error }, 'metrics could not be collected');
          response.writeHead(500).end();
        },
      );
    });
    this.server = server;
    server.listen(this.config.MANAGEMENT_PORT, this.config.HOST);
    await once(server, 'listening');
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === undefined || !server.listening) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
