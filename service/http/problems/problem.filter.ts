import { Catch, Inject, Optional } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { acceptedMediaTypes } from '../negotiation.ts';
import { DomainError } from '../../common/domain-error.ts';
import { LOGGER } from '../../common/tokens.ts';
import { API_HEADERS } from '../security-headers.ts';
import { problemOf } from './problem.ts';
import type { Problem } from './problem.ts';
import { toProblemError } from './to-problem-error.ts';

/** Shows a problem to a person; given by the module that knows pages. */
export interface ProblemPage {
  /** The page, or undefined where an address is for programs. */
  render(
    problem: Problem,
    request: FastifyRequest,
  ): Promise<{ body: string; headers: Readonly<Record<string, string>> } | undefined>;
}

/** Token of the optional `ProblemPage`. */
export const PROBLEM_PAGE = Symbol('ProblemPage');

/** Turns every error into problem details (RFC 9457), or into a page for a browser. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Optional() @Inject(PROBLEM_PAGE) private readonly page?: ProblemPage,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.send(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Sends the problem; also used where Fastify fails before Nest is reached. Never rejects. */
  async send(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      if (reply.raw.headersSent) {
        reply.raw.destroy();
        return;
      }
      await this.#answer(error, request, reply);
    } catch (failure) {
      this.logger.error({ requestId: request.id, err: failure }, 'problem could not be answered');
      reply.raw.destroy();
    }
  }

  async #answer(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const problemError = toProblemError(error);
    const problem = problemOf(problemError, pathOf(request.url), request.id);
    if (problem.status >= 500 && problemError !== error && !(error instanceof DomainError))
      this.logger.error({ requestId: request.id, err: error }, 'request failed');
    const page = await this.#page(problem, request);
    // Pages are of this site alone, problems included.
    if (page !== undefined)
      for (const name of Object.keys(reply.getHeaders()))
        if (name.startsWith('access-control-')) reply.removeHeader(name);
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

  /** The problem as a page, where one is wanted. A page that cannot be drawn costs the page, not the answer. */
  async #page(problem: Problem, request: FastifyRequest): ReturnType<ProblemPage['render']> {
    try {
      return prefersHtml(request) ? await this.page?.render(problem, request) : undefined;
    } catch (failure) {
      this.logger.error({ requestId: request.id, err: failure }, 'problem page could not be drawn');
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
