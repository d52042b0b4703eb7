import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
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

/** Response of one path of the management port. */
export interface ManagementPage {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

/** Serves `/metrics` and other pages for operators on the management port, which no Ingress exposes. */
@Injectable()
export class ManagementServer implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #pages = new Map<string, () => Promise<ManagementPage>>();
  #server: Server | undefined;

  constructor(
    @Inject(METRICS_REGISTRY) registry: Registry,
    @Inject(SERVER_CONFIG) private readonly config: ServerConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.add(CONTRACT.metricsPath, async () => ({
      status: 200,
      mediaType: registry.contentType,
      text: await registry.metrics(),
    }));
  }

  /** Serves GET requests for `path`. */
  add(path: string, page: () => Promise<ManagementPage>): void {
    this.#pages.set(path, page);
  }

  /** The port it listens on. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null)?.port ?? 0;
  }

  /** @throws Error if the port is in use. */
  async onApplicationBootstrap(): Promise<void> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.logger.error({ err: error }, 'failed to render the management page');
        response.writeHead(500).end();
      });
    });
    this.#server = server;
    server.listen(this.config.MANAGEMENT_PORT, this.config.HOST);
    await once(server, 'listening');
  }

  async onApplicationShutdown(): Promise<void> {
    const server = this.#server;
    if (server === undefined || !server.listening) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async #answer({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const page = method === 'GET' ? this.#pages.get(url) : undefined;
    if (page === undefined) {
      const served = [...this.#pages.keys()].map((path) => `GET ${path}`).join(', ');
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`Not found. This port serves ${served}.\n`);
      return;
    }
    const { status, mediaType, text } = await page();
    response.writeHead(status, { 'Content-Type': mediaType }).end(text);
  }
}
