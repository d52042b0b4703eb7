import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExtension, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SCOPE_EXTENSION } from '../openapi/scope-extension.ts';
import { describedIn } from '../openapi/described.ts';
import { AccessGuard, Requires } from '../access/access.guard.ts';
import { Audit, Audited } from '../access/audit.ts';
import { auditedTicket, deskTicket } from './representations/views.ts';
import { checkQueue, sendJson } from './ticket-queue.answers.ts';
import { readCall, readIssue, readRequestKey, readTransition } from './ticket-queue.requests.ts';
import { TRANSITIONS } from './ticket.ts';
import type { Transition } from './ticket.ts';
import { TicketQueueService } from './ticket-queue.service.ts';
import { TicketRateLimit } from './ticket-rate-limit.ts';

const Described = describedIn(() => import('./ticket-queue.openapi.ts'));

/** Issues and calls tickets, and applies actions to them. */
@ApiTags('Ticket queue')
@Controller('api/queues/:queue')
export class QueueTicketsController {
  constructor(
    private readonly queue: TicketQueueService,
    private readonly audit: Audit,
    private readonly guard: AccessGuard,
    private readonly rate: TicketRateLimit,
  ) {}

  @Post('tickets')
  @Requires('take')
  @Audited('take')
  @Described('postQueueTicket')
  async issue(
    @Param('queue') name: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    checkQueue(name, this.queue.name);
    await this.rate.check(request);
    const placed = await this.queue.issue(readIssue(body), readRequestKey(request));
    this.audit.record(request, 'take', auditedTicket(placed.ticket));
    reply.header('Location', `/api/tickets/${placed.ticket.token}`);
    await sendJson(reply, 201, this.queue.own(placed));
  }

  @Post('calls')
  @Requires('desk')
  @Audited('call')
  @Described('postQueueCall')
  async call(
    @Param('queue') name: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    checkQueue(name, this.queue.name);
    const ticket = await this.queue.call(readCall(body), readRequestKey(request));
    this.audit.record(request, 'call', auditedTicket(ticket));
    if (ticket === undefined) await reply.code(204).send();
    else await sendJson(reply, 201, deskTicket(ticket));
  }

  @Get('tickets/:token')
  @Described('getQueueTicket')
  async ticket(@Param('queue') name: string, @Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    checkQueue(name, this.queue.name);
    const placed = await this.queue.find(token);
    await sendJson(reply, 200, this.queue.own(placed), placed);
  }

  /** The holder can cancel a ticket; all other actions require a desk credential. */
  @Post('tickets/:token/:transition')
  @HttpCode(200)
  @Audited(...(Object.keys(TRANSITIONS) as Transition[]))
  @ApiExtension(SCOPE_EXTENSION, 'desk')
  @Described('postQueueTicketTransition')
  async move(
    @Param() { queue: name = '', token = '', transition: word = '' }: Readonly<Record<string, string>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    checkQueue(name, this.queue.name);
    const transition = readTransition(word);
    if (transition !== 'cancel' || request.headers.authorization !== undefined)
      await this.guard.require(request, 'desk');
    // For the audit log: the holder, or a person at a desk.
    else await this.guard.identify(request, false).catch(() => undefined);
    const ticket = await this.queue.move(token, transition);
    this.audit.record(request, transition, auditedTicket(ticket));
    await sendJson(reply, 200, deskTicket(ticket));
  }
}
