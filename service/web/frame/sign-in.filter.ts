import { Catch, Inject, Injectable } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UnauthorizedError } from '../../access/access.errors.ts';
import { BASE_PATH } from '../../common/tokens.ts';
import { removeCorsHeaders } from '../../http/security-headers.ts';
import { ProblemFilter } from '../../http/problems/problem.filter.ts';
import { parseRequestTarget } from '../../http/request-target.ts';

/** Sends people who open a page without a session to the sign-in page, and back afterwards. */
@Injectable()
@Catch(UnauthorizedError)
export class SignInFilter implements ExceptionFilter {
  constructor(
    private readonly problems: ProblemFilter,
    @Inject(BASE_PATH) private readonly basePath: string,
  ) {}

  async catch(error: UnauthorizedError, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const isPage = request.method === 'GET' && request.headers.authorization === undefined;
    if (!isPage) {
      await this.problems.send(error, request, reply);
      return;
    }
    const { path, searchParams } = parseRequestTarget(request.raw.url);
    const query = new URLSearchParams({ return_to: path });
    const language = searchParams.get('lang');
    if (language !== null) query.set('lang', language);
    removeCorsHeaders(reply);
    await reply.redirect(`${this.basePath}/sign-in?${query.toString()}`, 302);
  }
}
