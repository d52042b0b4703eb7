import { Body, Controller, ForbiddenException, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { evaluateCrossOriginRequest } from '@nestjs/core/security/cross-origin-protection.js';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problems/problem.ts';
import { removeCorsHeaders } from '../http/security-headers.ts';
import { trustedOrigins } from '../http/trusted-origins.ts';
import { SERVER_CONFIG } from '../common/tokens.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { describedIn } from '../openapi/described.ts';
import type { ClassicAnswer } from './representations/schemas.ts';
import { AccessGuard, Requires } from '../access/access.guard.ts';
import { Audit, Audited } from '../access/audit.ts';
import { auditedTicket } from './representations/views.ts';
import { sendJson } from './ticket-queue.answers.ts';
import type { TicketQueueConfig } from './ticket-queue.config.ts';
import { readCall, readIssue, readRequestKey } from './ticket-queue.requests.ts';
import { TicketQueueService } from './ticket-queue.service.ts';
import { TICKET_QUEUE_CONFIG } from './ticket-queue.tokens.ts';
import { TicketRateLimit } from './ticket-rate-limit.ts';

const Described = describedIn(() => import('./classic.openapi.ts'));

/** API of the application that Kiosque replaces, under the queue's path: `/rubis/get_ticket`. */
@ApiTags('Ticket queue (classic)')
@Controller()
export class ClassicController {
  constructor(
    private readonly queue: TicketQueueService,
    private readonly audit: Audit,
    private readonly guard: AccessGuard,
    private readonly rate: TicketRateLimit,
    @Inject(TICKET_QUEUE_CONFIG) private readonly config: TicketQueueConfig,
    @Inject(SERVER_CONFIG) private readonly server: ServerConfig,
  ) {}

  @Post('get_ticket')
  @HttpCode(200)
  @Requires('take')
  @Audited('take')
  @Described('postGetTicket')
  async take(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.rate.check(request);
    const placed = await this.queue.issue(readIssue(body), readRequestKey(request));
    this.audit.record(request, 'take', auditedTicket(placed.ticket));
    const answer: ClassicAnswer = { ticket: placed.ticket.number, ...this.queue.own(placed) };
    await sendJson(reply, 200, answer);
  }

  @Get('get_ticket')
  @Audited('take')
  @Described('getGetTicket')
  async takeByGet(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.#checkGet(request, reply, 'get_ticket');
    if (!this.guard.isOpen('take')) await this.guard.require(request, 'take', true);
    else await this.guard.identify(request, false).catch(() => undefined);
    await this.take({}, request, reply);
  }

  /** The classic application has no completion: a called ticket is completed immediately. */
  @Post('call_ticket')
  @HttpCode(200)
  @Requires('desk')
  @Audited('call', 'complete')
  @Described('postCallTicket')
  async call(
    @Query('counter') counter: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const called = await this.queue.call(readCall({ counter: counter ?? '1' }), readRequestKey(request));
    this.audit.record(request, 'call', auditedTicket(called));
    if (called?.state === 'called') {
      const completed = await this.queue.move(called.token, 'complete');
      this.audit.record(request, 'complete', auditedTicket(completed));
    }
    const answer: ClassicAnswer = { ticket: called?.number ?? null, counter: called?.counter ?? null };
    await sendJson(reply, 200, answer);
  }

  @Get('call_ticket')
  @Audited('call', 'complete')
  @Described('getCallTicket')
  async callByGet(
    @Query('counter') counter: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.#checkGet(request, reply, 'call_ticket');
    await this.guard.require(request, 'desk', true);
    await this.call(counter, request, reply);
  }

  @Get('list_tickets')
  @Requires('read')
  @Described('getListTickets')
  async list(@Res() reply: FastifyReply): Promise<void> {
    const known = await this.queue.line();
    const tickets = known.line.map(({ number }) => number);
    const answer: ClassicAnswer = { queue: this.queue.name, waiting: known.waiting, tickets, stale: known.stale };
    await sendJson(reply, 200, answer, known);
  }

  /**
   * GET requests can be repeated, prefetched and cached by intermediaries; HEAD never changes anything. If GET is allowed to change
   * the queue, it has the same CSRF protection as POST.
   *
   * @throws ProblemError, ForbiddenException
   */
  #checkGet({ method, headers }: FastifyRequest, reply: FastifyReply, name: string): void {
    removeCorsHeaders(reply);
    if (this.config.QUEUE_CLASSIC_GET !== 'allow' || method !== 'GET') {
      throw new ProblemError(
        'method-not-allowed',
        `${method} is not allowed because it would change the queue: use POST /${this.queue.name}/${name}.`,
        { headers: { Allow: 'OPTIONS, POST' } },
      );
    }
    const { 'sec-fetch-site': site, origin, host } = headers;
    const { allowed } = evaluateCrossOriginRequest(
      {
        method: 'POST',
        ...(site !== undefined && { secFetchSite: site }),
        ...(origin !== undefined && { origin }),
        ...(host !== undefined && { host }),
      },
      { trustedOrigins: new Set(trustedOrigins(this.server)) },
    );
    if (!allowed) throw new ForbiddenException();
  }
}
