import { Catch, Inject, Optional } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { acceptedMediaTypes } from '../negotiation.ts';
import { DomainError } from '../../common/domain-error.ts';
import { CLOCK, LOGGER } from '../../common/tokens.ts';
import type { Clock } from '../../common/tokens.ts';
import { PROBES } from '../../contract.ts';
import type { ObservedResponse } from '../observed-response.ts';
import { API_HEADERS, removeCorsHeaders } from '../security-headers.ts';
import { problemOf } from './problem.ts';
import type { Problem } from './problem.ts';
import { RecentProblems } from './recent-problems.ts';
import { toProblemError } from './to-problem-error.ts';

/** Renders a problem as an HTML page; provided by the web module. */
export interface ProblemPage {
  /** Returns the page, or undefined if the path belongs to the API. */
  render(
    problem: Problem,
    request: FastifyRequest,
  ): Promise<{ body: string; headers: Readonly<Record<string, string>> } | undefined>;
}

/** Paths of the API. */
const FOR_PROGRAMS = /^\/(?:api|openapi\.|changes)/;

/** Whether problems of a path are JSON even for browsers. */
export function isForPrograms(path: string): boolean {
  return FOR_PROGRAMS.test(path) || PROBES.includes(path);
}

/** Token of the optional `ProblemPage`. */
export const PROBLEM_PAGE = Symbol('ProblemPage');

/** Converts every error to problem details (RFC 9457), or to a page for browsers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly recent: RecentProblems,
    @Optional() @Inject(PROBLEM_PAGE) private readonly page?: ProblemPage,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.send(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Sends the problem; also called if Fastify fails before Nest is reached. Never rejects. */
  async send(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      if (reply.raw.headersSent) {
        reply.raw.destroy();
        return;
      }
      await this.#answer(error, request, reply);
    } catch (failure) {
      this.logger.error({ requestId: request.id, err: failure }, 'failed to send the problem response');
      reply.raw.destroy();
    }
  }

  async #answer(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const problemError = toProblemError(error);
    const { span } = reply.raw as ObservedResponse;
    const problem = {
      ...problemOf(problemError, pathOf(request.url), request.id),
      ...(span !== undefined && { traceId: span.traceId }),
    };
    if (problem.status >= 500 && problemError !== error && !(error instanceof DomainError))
      this.logger.error({ requestId: request.id, err: error }, 'request failed');
    if (problem.status >= 500) this.#remember(problem, problemError.kind, request);
    const page = await this.#page(problem, request);
    // Pages, including problem pages, are not shared with other origins.
    if (page !== undefined) removeCorsHeaders(reply);
    await reply
      .code(problem.status)
      .headers({
        ...(page?.headers ?? API_HEADERS),
        ...problemError.extras.headers,
        'Cache-Control': 'no-store',
        'X-Request-Id': request.id,
      })
      .type(page === undefined ? 'application/problem+json' : 'text/html; charset=utf-8')
      .send(page?.body ?? JSON.stringify(problem));
  }

  #remember({ status }: Problem, code: string, { id, method, routeOptions }: FastifyRequest): void {
    const route = routeOptions.url ?? 'unmatched';
    if (!PROBES.includes(route)) this.recent.add({ at: this.now(), status, code, method, route, requestId: id });
  }

  /** Renders the problem as a page if the client prefers HTML. If that fails, the problem is sent as JSON. */
  async #page(problem: Problem, request: FastifyRequest): ReturnType<ProblemPage['render']> {
    try {
      return prefersHtml(request) ? await this.page?.render(problem, request) : undefined;
    } catch (failure) {
      this.logger.error({ requestId: request.id, err: failure }, 'failed to render the problem page');
      return undefined;
    }
  }
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}

function prefersHtml(request: FastifyRequest): boolean {
  const accepted = acceptedMediaTypes(request.raw, ['application/problem+json', 'application/json', 'text/html']);
  return accepted[0] === 'text/html';
}
