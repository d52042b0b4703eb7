import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { AppModule } from './app.module.ts';
import { AnswerCache } from './common/answers/answer-cache.ts';
import { digest } from './common/answers/etag.ts';
import { BUILD } from './common/build.ts';
import { answerClientError } from './common/client-error.ts';
import { Drain } from './common/drain.ts';
import { installHooks } from './common/http-hooks.ts';
import { createHttpServer } from './common/http-server.ts';
import { NestLogger } from './common/logging/nest-logger.ts';
import { ProblemFilter } from './common/problems/problem.filter.ts';
import { requestId } from './common/request-id.ts';
import { ApiHeaders, variesByOrigin } from './common/security-headers.ts';
import { ANSWER_CACHE, CLOCK, EPOCH, LOGGER, SERVER_CONFIG } from './common/tokens.ts';
import type { Clock } from './common/tokens.ts';
import type { Configuration } from './configuration.ts';
import { collectionsDirectory } from './content/collections/registry.ts';
import type { Collection } from './content/collections/collection.ts';
import { cachePolicy } from './content/content.config.ts';
import { CACHE_POLICY, COLLECTIONS, CONTENT_CONFIG, CONTENT_SOURCE, OFFLOAD } from './content/content.tokens.ts';
import { documentLimits } from './content/documents/document-limits.ts';
import { createSource } from './content/sources/create-source.ts';
import type { ContentSource } from './content/sources/content-source.ts';
import { Offload } from './content/worker/offload.ts';
import { COLLECTION_NAMES, SWAGGER_UI_DIRECTORY } from './docs/docs.tokens.ts';
import { OpenApiDocument } from './docs/openapi-document.ts';
import { RequestObserver } from './metrics/request-observer.ts';
import { ASSETS_DIRECTORY, WEB_CONFIG } from './web/web.tokens.ts';

/** What a process, or a test, is made of. */
export interface AppOptions {
  readonly config: Configuration;
  readonly collections: readonly Collection[];
  readonly logger: Logger;
  /** URL of the entry file: `content/collections/` and `web/assets/` stand beside it. */
  readonly entry: string;
  /** @default Date.now */
  readonly now?: Clock;
  /** @default the source that the settings name */
  readonly source?: ContentSource;
  /** @default `content/collections/` beside the entry file */
  readonly collectionsFrom?: URL;
}

/** No route has a schema for Fastify: without this it would load two compilers (10 MB of memory). */
const noCompiler = (): never => {
  throw new Error('routes are validated by their controllers, not by Fastify schemas');
};
const NO_SCHEMAS = { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } };

/** The application, initialised but not listening yet. */
export async function createApp(options: AppOptions): Promise<NestFastifyApplication> {
  const { config, logger, now = Date.now } = options;
  // The server exists before the container that makes these.
  const made: { drain?: Drain; observer?: RequestObserver; filter?: ProblemFilter } = {};
  const answers = new AnswerCache({
    keepAliveSeconds: config.KEEP_ALIVE_SECONDS,
    variesByOrigin: variesByOrigin(config.CORS_ORIGINS),
    isDraining: () => made.drain?.isDraining ?? false,
    now,
  });
  const adapter = new FastifyAdapter({
    serverFactory: createHttpServer(config, answers, () => made.observer),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: (request: IncomingMessage) => requestId(request),
    trustProxy: (_address: string, hop: number) => hop < config.TRUSTED_PROXIES,
    routerOptions: { maxParamLength: 1024, ignoreTrailingSlash: true },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      void made.filter?.send(error, request, reply),
    clientErrorHandler: answerClientError,
    schemaController: NO_SCHEMAS,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(await providers(options, answers, now)),
    adapter,
    {
      logger: new NestLogger(logger),
      abortOnError: false,
    },
  );
  const drain = app.get(Drain);
  const observer = app.get(RequestObserver);
  const filter = app.get(ProblemFilter);
  Object.assign(made, { drain, observer, filter });
  app.get(OpenApiDocument).attach(app);
  await installHooks(adapter.getInstance(), { config, answers, drain, observer, filter });
  return await app.init();
}

async function providers(
  options: AppOptions,
  answers: AnswerCache,
  now: Clock,
): Promise<{ provide: symbol | typeof ApiHeaders; useValue: unknown }[]> {
  const { config, collections, logger, entry } = options;
  const directory = options.collectionsFrom ?? collectionsDirectory(entry);
  return [
    { provide: SERVER_CONFIG, useValue: config },
    { provide: CONTENT_CONFIG, useValue: config },
    { provide: WEB_CONFIG, useValue: config },
    { provide: LOGGER, useValue: logger },
    { provide: CLOCK, useValue: now },
    {
      provide: EPOCH,
      useValue: digest(
        BUILD.version,
        BUILD.revision,
        JSON.stringify(Object.entries(config).filter(([name]) => !/^AZURE_|PORT$/.test(name))),
      ),
    },
    { provide: ANSWER_CACHE, useValue: answers },
    { provide: ApiHeaders, useValue: new ApiHeaders(config.CORS_ORIGINS) },
    { provide: COLLECTIONS, useValue: collections },
    { provide: CACHE_POLICY, useValue: (collection: string) => cachePolicy(collection, config) },
    { provide: CONTENT_SOURCE, useValue: options.source ?? (await createSource(config)) },
    { provide: OFFLOAD, useValue: new Offload(directory, documentLimits(config.CONTENT_MAX_DOCUMENT_BYTES)) },
    { provide: ASSETS_DIRECTORY, useValue: new URL('./web/assets/', entry) },
    { provide: COLLECTION_NAMES, useValue: collections.map(({ name }) => name) },
    { provide: SWAGGER_UI_DIRECTORY, useValue: swaggerUiDirectory(entry) },
  ];
}

/** The build copies the two files of Swagger UI that are used; from source they are in the package. */
function swaggerUiDirectory(entry: string): URL {
  const built = new URL('./docs/swagger-ui/', entry);
  return existsSync(built)
    ? built
    : new URL('./', pathToFileURL(createRequire(entry).resolve('swagger-ui-dist/package.json')));
}
