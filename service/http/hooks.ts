import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerConfig } from '../config/server.config.ts';
import type { Drain } from '../common/drain.ts';
import type { HttpFront } from './http-front.ts';
import type { ObservedResponse } from './observed-response.ts';
import type { ProblemFilter } from './problems/problem.filter.ts';
import { ProblemError } from './problems/problem.ts';
import { RouteTable } from './route-table.ts';
import type { PathNames } from './route-table.ts';
import { API_HEADERS, corsOptions, removeCorsHeaders } from './security-headers.ts';

interface HookContext {
  readonly config: ServerConfig;
  readonly front: HttpFront;
  readonly filter: ProblemFilter;
  /** Allowed values of path parameters; other values are not found. */
  readonly pathNames: PathNames;
  readonly drain: Drain;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The response is an event stream, whose duration is not recorded. */
    stream?: boolean;
    /** Largest request body, in bytes, if it differs from that of all other routes. */
    bodyLimit?: number;
  }
}

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Request headers that cross-origin scripts may send, in addition to the CORS-safelisted ones (Fetch, section 2.2.2). */
const ALLOWED_HEADERS = [
  'Authorization',
  'Cache-Control',
  'If-Modified-Since',
  'If-None-Match',
  'Last-Event-ID',
  'Traceparent',
  'X-Request-Id',
];

/** Installs the hooks that run around every controller. Must be called before routes are registered. */
export async function installHooks(fastify: FastifyInstance, context: HookContext): Promise<void> {
  const { config, front, filter } = context;
  const table = new RouteTable(context.pathNames);
  fastify.addHook('onRoute', (route) => {
    table.add(route.url, [route.method].flat());
    if (route.config?.bodyLimit !== undefined) route.bodyLimit = route.config.bodyLimit;
  });
  observeRoutes(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    const refusal = front.refusalOf(request.raw) ?? refuse(request, table, config.MAX_URL_BYTES);
    if (refusal === undefined) done();
    // Sent here, because the CORS plugin's route for OPTIONS bypasses Nest's filters.
    else if (refusal instanceof ProblemError) filter.send(refusal, request, reply).catch(done);
    else {
      reply
        .code(204)
        .headers(refusal)
        .send()
        .then(() => undefined, done);
    }
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    addDefaults(reply, context.drain);
    done();
  });
  await allowCrossOriginReads(fastify, config.CORS_ORIGINS);
}

/** Tells the response, which the front observes, what answers it. */
function observeRoutes(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ routeOptions }, reply, done) => {
    const response = reply.raw as ObservedResponse;
    if (routeOptions.url !== undefined) response.route = routeOptions.url;
    response.isStream = routeOptions.config.stream === true;
    done();
  });
}

/** Returns the problem with the method or URL, or the response headers for a plain OPTIONS; undefined to continue. */
function refuse(
  { url, method, headers }: FastifyRequest,
  table: RouteTable,
  maxUrl: number,
): ProblemError | { readonly Allow: string } | undefined {
  if (url.length > maxUrl) {
    return new ProblemError(
      'url-too-long',
      `The URL has ${String(url.length)} bytes: at most ${String(maxUrl)} are allowed.`,
    );
  }
  const allowed = table.allowed(url.split('?', 1)[0] ?? url);
  if (allowed.size === 0) {
    // The CORS plugin would answer 204 for any path.
    return method === 'OPTIONS' ? new ProblemError('not-found', 'No resource exists at this URL.') : undefined;
  }
  const Allow = [...allowed].sort().join(', ');
  if (method === 'OPTIONS' && headers['access-control-request-method'] === undefined) return { Allow };
  if (allowed.has(method)) return undefined;
  return new ProblemError('method-not-allowed', `${method} is not allowed here: use ${Allow}.`, { headers: { Allow } });
}

function addDefaults(reply: FastifyReply, drain: Drain): void {
  for (const [name, value] of Object.entries(API_HEADERS)) {
    if (!reply.hasHeader(name)) reply.header(name, value);
  }
  if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
  if (drain.isDraining) reply.header('Connection', 'close');
}

/** Lets cross-origin scripts read what CORS_ORIGINS allows; unsafe methods never get CORS headers. */
async function allowCrossOriginReads(fastify: FastifyInstance, origins: readonly string[]): Promise<void> {
  const options = corsOptions(origins);
  if (options === undefined) return;
  await fastify.register(cors, { ...options, allowedHeaders: ALLOWED_HEADERS });
  fastify.addHook('onRequest', ({ method }, reply, done) => {
    if (!SAFE_METHODS.includes(method)) removeCorsHeaders(reply);
    done();
  });
}
