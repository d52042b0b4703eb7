import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { ServerConfig } from '../config/server.config.ts';
import type { Drain } from './drain.ts';
import type { HttpFront } from './http-server.ts';
import type { ProblemFilter } from './problems/problem.filter.ts';
import { ProblemError } from './problems/problem.ts';
import { RouteTable } from './route-table.ts';
import type { PathNames } from './route-table.ts';
import { API_HEADERS, corsOptions } from './security-headers.ts';

interface HookContext {
  readonly config: ServerConfig;
  readonly front: HttpFront;
  readonly filter: ProblemFilter;
  /** Collections and queues that are served. */
  readonly pathNames: PathNames;
  readonly drain: Drain;
  /** Tickets that a client address may take in a minute; 0 is no limit. */
  readonly ticketsPerMinute: number;
  readonly observer: {
    answered(request: IncomingMessage, route: string, status: number, seconds: number, id?: string): void;
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer goes on until somebody ends it, so its duration says nothing. */
    stream?: boolean;
    /** It hands something out to anybody: each client address may ask for so much of it in a minute. */
    takesTicket?: boolean;
  }
}

/** What happens to every request around its controller. Must run before routes are registered. */
export async function installHooks(fastify: FastifyInstance, context: HookContext): Promise<void> {
  const { config, front, filter, observer } = context;
  const table = new RouteTable(context.pathNames);
  fastify.addHook('onRoute', ({ url, method }) => {
    table.add(url, [method].flat());
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const refusal = front.refusalOf(request.raw) ?? refuse(request, table, config.MAX_URL_BYTES);
    if (refusal === undefined) done();
    // Sent here: the CORS plugin's route for OPTIONS knows none of Nest's filters.
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
  fastify.addHook('onResponse', (request, reply, done) => {
    const { url = 'unmatched', config: route } = request.routeOptions;
    if (route.stream !== true)
      observer.answered(request.raw, url, reply.raw.statusCode, reply.elapsedTime / 1000, request.id);
    done();
  });
  const options = corsOptions(config.CORS_ORIGINS);
  if (options !== undefined) await fastify.register(cors, options);
  await limitRate(fastify, context);
}

/** What is wrong with method or address, or the headers of the answer to a plain OPTIONS; undefined when the request goes on. */
function refuse(
  { url, method, headers }: FastifyRequest,
  table: RouteTable,
  maxUrl: number,
): ProblemError | { readonly Allow: string } | undefined {
  if (url.length > maxUrl) {
    return new ProblemError(
      'url-too-long',
      `The address has ${String(url.length)} bytes: at most ${String(maxUrl)} are allowed.`,
    );
  }
  const allowed = table.allowed(url.split('?', 1)[0] ?? url);
  if (allowed.size === 0) {
    // The CORS plugin would answer 204 whatever the address.
    return method === 'OPTIONS' ? new ProblemError('not-found', 'Nothing is served at this address.') : undefined;
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

/** Tickets that a client address takes. */
async function limitRate(fastify: FastifyInstance, { ticketsPerMinute }: HookContext): Promise<void> {
  if (ticketsPerMinute === 0) return;
  await fastify.register(rateLimit, {
    global: false,
    max: 0,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, { max, ttl }) =>
      new ProblemError(
        'too-many-requests',
        `At most ${String(max)} requests per minute are allowed: try again in ${String(Math.ceil(ttl / 1000))} s.`,
      ),
  });
  // One count for all the ways to take a ticket; the first limit of a route is the one that counts.
  const limitTickets = fastify.rateLimit({ max: ticketsPerMinute });
  fastify.addHook('onRoute', (route) => {
    if (route.config?.takesTicket === true) route.onRequest = [limitTickets, ...[route.onRequest ?? []].flat()];
  });
}
