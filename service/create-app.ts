import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, RequestListener } from 'node:http';
import { AppModule } from './app.module.ts';
import { AnswerCache } from './http/answers/answer-cache.ts';
import { answerClientError } from './http/client-error.ts';
import { Drain } from './common/drain.ts';
import { installHooks } from './http/hooks.ts';
import { HttpFront } from './http/http-front.ts';
import { Limits } from './http/limits.ts';
import { NestLogger } from './common/logging/nest-logger.ts';
import { ProblemFilter } from './http/problems/problem.filter.ts';
import { toOriginForm } from './http/request-target.ts';
import { requestId } from './http/request-id.ts';
import { variesByOrigin } from './http/security-headers.ts';
import { OpenApiDocument } from './openapi/openapi-document.ts';
import { RequestObserver } from './metrics/request-observer.ts';
import { compositionOf, pathNames, providers } from './providers.ts';
import type { AppOptions } from './providers.ts';

/** The largest thing anybody sends is a form of two fields. */
const MAX_BODY_BYTES = 16_384;

/** An id has up to 200 characters, which are up to nine times as many when they are percent-encoded. */
const MAX_PARAMETER_CHARACTERS = 2048;

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
  const limits = new Limits();
  const answers = new AnswerCache({
    keepAliveSeconds: config.KEEP_ALIVE_SECONDS,
    variesByOrigin: variesByOrigin(config.CORS_ORIGINS),
    isDraining: () => made.drain?.isDraining ?? false,
    now,
    limits,
  });
  const front = new HttpFront({ config, answers, limits, now, observer: () => made.observer });
  const adapter = new FastifyAdapter({
    serverFactory: (handler: RequestListener) => front.createServer(handler),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    bodyLimit: MAX_BODY_BYTES,
    genReqId: (request: IncomingMessage) => requestId(request),
    routerOptions: { maxParamLength: MAX_PARAMETER_CHARACTERS, ignoreTrailingSlash: true },
    rewriteUrl: ({ url }: IncomingMessage) => toOriginForm(url),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      made.filter?.send(error, request, reply).catch(() => reply.raw.destroy());
    },
    clientErrorHandler: answerClientError,
    schemaController: NO_SCHEMAS,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(await providers(options, answers, limits), compositionOf(config)),
    adapter,
    {
      logger: new NestLogger(logger),
      abortOnError: false,
    },
  );
  const { PUBLIC_URL: publicUrl } = config;
  app.enableCsrfProtection({ trustedOrigins: publicUrl === undefined ? [] : [publicUrl] });
  const drain = app.get(Drain);
  const observer = app.get(RequestObserver);
  const filter = app.get(ProblemFilter);
  Object.assign(made, { drain, observer, filter });
  app.get(OpenApiDocument).attach(app);
  await installHooks(adapter.getInstance(), { config, front, filter, drain, observer, pathNames: pathNames(options) });
  return await app.init();
}
