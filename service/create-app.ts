import type { DynamicModule, NestApplicationOptions, ValueProvider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { AppModule } from './app.module.ts';
import { Drain } from './common/drain.ts';
import { NestLogger } from './common/logging/nest-logger.ts';
import { createRedact } from './common/logging/redact.ts';
import { TimeZone } from './common/time-zone.ts';
import {
  ANSWER_CACHE,
  BASE_PATH,
  CLOCK,
  EPOCH,
  LOGGER,
  REDACT,
  SERVER_CONFIG,
  TELEMETRY,
  TIME_ZONE,
} from './common/tokens.ts';
import type { Clock } from './common/tokens.ts';
import { settingGroups } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import type { Feature } from './feature.ts';
import { FEATURES } from './features.ts';
import { AnswerCache } from './http/answers/answer-cache.ts';
import { epochOf } from './http/answers/epoch.ts';
import { answerClientError } from './http/client-error.ts';
import { installHooks } from './http/hooks.ts';
import { HttpFront } from './http/http-front.ts';
import { Limits } from './http/limits.ts';
import { ProblemFilter } from './http/problems/problem.filter.ts';
import { toOriginForm } from './http/request-target.ts';
import { requestId } from './http/request-id.ts';
import type { PathNames } from './http/route-table.ts';
import { ApiHeaders, variesByOrigin } from './http/security-headers.ts';
import { trustedOrigins } from './http/trusted-origins.ts';
import { RequestObserver } from './metrics/request-observer.ts';
import { OpenApiDocument } from './openapi/openapi-document.ts';
import { NO_TELEMETRY } from './telemetry/telemetry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** Options of the application. */
export interface AppOptions {
  readonly config: Configuration;
  readonly logger: Logger;
  /** URL of the entry file; the assets of the pages are next to it. */
  readonly entry: string;
  /** @default Date.now */
  readonly now?: Clock;
  /** All features; FEATURES selects which run. @default those of features.ts */
  readonly features?: readonly Feature[];
  /** @default exports nothing */
  readonly telemetry?: Telemetry;
}

/** Creates the application from a module; specs override providers in it. */
export type NestCreation = (
  module: DynamicModule,
  adapter: FastifyAdapter,
  options: NestApplicationOptions,
) => Promise<NestFastifyApplication>;

/** The largest request body is a form with two fields. */
const MAX_BODY_BYTES = 16_384;

/** Ids have up to 200 characters, each up to nine characters when percent-encoded. */
const MAX_PARAMETER_CHARACTERS = 2048;

/** Routes have no Fastify schemas: without this, Fastify would load two compilers (10 MB of memory). */
const noCompiler = (): never => {
  throw new Error('routes are validated by their controllers, not by Fastify schemas');
};
const NO_SCHEMAS = { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } };

/** Providers the server needs from the container, which is created after it. */
interface Made {
  drain?: Drain;
  observer?: RequestObserver;
  filter?: ProblemFilter;
}

/** Creates and initializes the application without listening. @throws ConfigurationError if settings contradict each other. */
export async function createApp(
  options: AppOptions,
  create: NestCreation = (module, adapter, nestOptions) => NestFactory.create(module, adapter, nestOptions),
): Promise<NestFastifyApplication> {
  const { config, logger, entry, now = Date.now, features = FEATURES } = options;
  const running = runningFeatures(config, features);
  const made: Made = {};
  const limits = new Limits(running.flatMap(({ rateLimits }) => rateLimits ?? []));
  const answers = new AnswerCache({
    keepAliveSeconds: config.KEEP_ALIVE_SECONDS,
    variesByOrigin: variesByOrigin(config.CORS_ORIGINS),
    isDraining: () => made.drain?.isDraining ?? false,
    now,
    limits,
  });
  const front = new HttpFront({ config, answers, limits, now, observer: () => made.observer });
  const adapter = createAdapter(front, made);
  const basePath = basePathOf(running, config);
  const core = [
    ...givenValues({ ...options, now, features }),
    { provide: BASE_PATH, useValue: basePath },
    { provide: ANSWER_CACHE, useValue: answers },
    { provide: Limits, useValue: limits },
  ];
  const module = await AppModule.with({ config, entry, features, running, basePath, core });
  const app = await create(module, adapter, { logger: new NestLogger(logger), abortOnError: false });
  app.enableCsrfProtection({ trustedOrigins: [...trustedOrigins(config)] });
  const parts = { drain: app.get(Drain), observer: app.get(RequestObserver), filter: app.get(ProblemFilter) };
  Object.assign(made, parts);
  app.get(OpenApiDocument).attach(app);
  const pathNames = Object.assign({}, ...running.map((feature) => feature.pathNames?.(config))) as PathNames;
  await installHooks(adapter.getInstance(), { ...parts, config, front, pathNames });
  return await app.init();
}

/** Returns the providers of what the process was started with. */
function givenValues({
  config,
  logger,
  now,
  features,
  telemetry = NO_TELEMETRY,
}: AppOptions & Required<Pick<AppOptions, 'now' | 'features'>>): readonly ValueProvider[] {
  return [
    { provide: SERVER_CONFIG, useValue: config },
    { provide: LOGGER, useValue: logger },
    { provide: CLOCK, useValue: now },
    { provide: TIME_ZONE, useValue: new TimeZone(config.WEB_TIME_ZONE) },
    { provide: EPOCH, useValue: epochOf(config, settingGroups(features)) },
    { provide: ApiHeaders, useValue: new ApiHeaders(config.CORS_ORIGINS) },
    { provide: TELEMETRY, useValue: telemetry },
    // For all features, because mistyped URLs and those of other processes arrive here too.
    { provide: REDACT, useValue: createRedact(features.flatMap((feature) => feature.secretPathParameters ?? [])) },
  ];
}

/** Returns the enabled features, in the order of the list. */
export function runningFeatures(config: Configuration, features: readonly Feature[] = FEATURES): readonly Feature[] {
  const named: readonly string[] = config.FEATURES;
  return features.filter(({ name }) => named.includes(name));
}

function createAdapter(front: HttpFront, made: Made): FastifyAdapter {
  return new FastifyAdapter({
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
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Duplex) => {
      answerClientError(error, socket, made.observer);
    },
    schemaController: NO_SCHEMAS,
  });
}

/** Returns the base path of everything that does not belong to a feature: the root, unless the only enabled feature sets another. */
function basePathOf([only, ...others]: ReturnType<typeof runningFeatures>, config: Configuration): string {
  return others.length === 0 ? (only?.basePath?.(config) ?? '') : '';
}
