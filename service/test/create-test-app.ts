import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { Test } from '@nestjs/testing';
import { readConfiguration } from '../configuration.ts';
import { contentFeature } from '../content/content.feature.ts';
import { CONTENT_SOURCE } from '../content/content.tokens.ts';
import { FEATURES } from '../features.ts';
import { ticketQueue } from '../ticket-queue/ticket-queue.feature.ts';
import { loadCollections } from '../content/collections/registry.ts';
import type { ContentSource } from '../content/sources/content-source.ts';
import { ContentStore } from '../content/content.store.ts';
import { createApp } from '../create-app.ts';
import { ACCESS } from '../access/access.tokens.ts';
import type { Access } from '../access/access.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { ManagementServer } from '../metrics/management.server.ts';

const ENTRY = new URL('../main.ts', import.meta.url).href;

/** Options of the application under test; everything else is as in production. */
export interface TestAppOptions {
  /** Documents by file name, written to a temporary directory. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: NodeJS.ProcessEnv;
  readonly source?: ContentSource;
  readonly now?: () => number;
  /** Directory of collections to use instead of the service's own. */
  readonly collectionsFrom?: URL;
  readonly access?: Access;
  /** @default nothing is exported */
  readonly telemetry?: Telemetry;
  /** Port to listen on. @default any free port */
  readonly port?: number;
}

/** A raw response. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
  readonly text: string;
  /** Returns the body as JSON of any type. */

  json(): any;
}

/** The whole application, listening on a free port, with its log. */
export class TestApp {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly directory: string;
  readonly log: readonly Record<string, unknown>[];
  /** Registered routes, without HEAD and OPTIONS: `GET /api/queues/:queue`. */
  readonly routes: readonly string[];

  private constructor(
    app: NestFastifyApplication,
    url: string,
    { directory, log, routes }: Pick<TestApp, 'directory' | 'log' | 'routes'>,
  ) {
    this.app = app;
    this.url = url;
    this.directory = directory;
    this.log = log;
    this.routes = routes;
  }

  static async start({
    files = {},
    environment = {},
    source,
    now,
    collectionsFrom,
    access,
    telemetry,
    port = 0,
  }: TestAppOptions = {}): Promise<TestApp> {
    const directory = await mkdtemp(join(tmpdir(), 'kiosque-test-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    const features =
      collectionsFrom === undefined
        ? FEATURES
        : [contentFeature(await loadCollections(collectionsFrom), collectionsFrom), ticketQueue];
    const own = {
      FEATURES: 'content',
      CONTENT_DIRECTORY: directory,
      QUEUE_DIRECTORY: directory,
      ACCESS_DIRECTORY: directory,
      SECURITY_LOG_DIRECTORY: directory,
      MANAGEMENT_PORT: '0',
      SHUTDOWN_DRAIN_SECONDS: '0',
    };
    const config = readConfiguration({ ...own, ...environment }, [], features);
    const log: Record<string, unknown>[] = [];
    const logger = pino(
      { level: config.LOG_LEVEL },
      { write: (line: string) => log.push(JSON.parse(line) as Record<string, unknown>) },
    );
    const options = { config, logger, entry: ENTRY, features, ...(now && { now }), ...(telemetry && { telemetry }) };
    const routes: string[] = [];
    const app = await createApp(options, async (module, adapter, nestOptions) => {
      adapter.getInstance().addHook('onRoute', ({ method, url }) => {
        const methods = [method].flat().filter((each) => !['HEAD', 'OPTIONS'].includes(each));
        routes.push(...methods.map((each) => `${each} ${url}`));
      });
      const builder = Test.createTestingModule({ imports: [module] });
      if (source !== undefined) builder.overrideProvider(CONTENT_SOURCE).useValue(source);
      if (access !== undefined) builder.overrideProvider(ACCESS).useValue(access);
      const testing = await builder.setLogger(nestOptions.logger as LoggerService).compile();
      return testing.createNestApplication<NestFastifyApplication>(adapter, nestOptions);
    });
    await app.listen(port, '127.0.0.1');
    return new TestApp(app, await app.getUrl(), { directory, log, routes });
  }

  /** Sends a request on a new connection. */
  async get(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
    return await send(this.url, path, headers, method);
  }

  /** Sends an optional body as JSON. */
  async post(path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    if (body === undefined) return await send(this.url, path, headers, 'POST');
    return await send(this.url, path, { 'content-type': 'application/json', ...headers }, 'POST', JSON.stringify(body));
  }

  async metrics(): Promise<string> {
    return (await this.managed('/metrics')).text;
  }

  /** Requests a path of the management port. */
  async managed(path: string): Promise<Answer> {
    const { port } = this.app.get(ManagementServer);
    return await send(`http://127.0.0.1:${String(port)}`, path);
  }

  /** Refreshes every collection. */
  async refresh(): Promise<void> {
    await Promise.all(
      this.app
        .get(ContentStore)
        .all()
        .map((store) => store.refresh()),
    );
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.directory, name), text);
  }

  async close(): Promise<void> {
    await this.app.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Sends one request, without decoding or following the response. */
export async function send(
  base: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
  body?: string,
): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(base + path, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          bytes,
          text,
          json: () => JSON.parse(text) as unknown,
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
