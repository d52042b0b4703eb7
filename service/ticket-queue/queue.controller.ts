import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseRequestTarget } from '../http/request-target.ts';
import { AccessGuard, Requires } from './access/access.guard.ts';
import { QueueEvents } from './queue.events.ts';
import { MIRRORED_LINE } from './queue.mirror.ts';
import { deskTicket, publicTicket } from './representations/views.ts';
import { checkQueue, sendJson } from './ticket-queue.answers.ts';
import { ApiQueue, ApiQueueEvents, ApiQueueStatistics, ApiQueueTickets } from './ticket-queue.openapi.ts';
import { readTicketList } from './ticket-queue.requests.ts';
import { TicketQueueService } from './ticket-queue.service.ts';

/** What everybody may see of the queue, and what the supervisor may. */
@ApiTags('Ticket queue')
@Controller('api/queues/:queue')
export class QueueController {
  constructor(
    private readonly queue: TicketQueueService,
    private readonly events: QueueEvents,
    private readonly guard: AccessGuard,
  ) {}

  @Get()
  @ApiQueue()
  async show(@Param('queue') name: string, @Res() reply: FastifyReply): Promise<void> {
    checkQueue(name, this.queue.name);
    await this.queue.settle();
    await sendJson(reply, 200, this.queue.view(), this.queue.state());
  }

  @Get('tickets')
  @ApiQueueTickets()
  async tickets(
    @Param('queue') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    checkQueue(name, this.queue.name);
    const { searchParams } = parseRequestTarget(request.raw.url);
    const { state, offset, limit } = readTicketList(searchParams, MIRRORED_LINE);
    const actor = await this.guard.identify(request);
    const known = await this.queue.list(state);
    const { tickets, total } = known;
    const show = actor?.allows('desk', name) === true ? deskTicket : publicTicket;
    const body = { queue: name, state, total, tickets: tickets.slice(offset, offset + limit).map(show) };
    await sendJson(reply, 200, { ...body, asOf: new Date(known.asOf).toISOString(), stale: known.stale }, known);
  }

  @Get('statistics')
  @Requires('supervisor')
  @ApiQueueStatistics()
  async statistics(@Param('queue') name: string, @Res() reply: FastifyReply): Promise<void> {
    checkQueue(name, this.queue.name);
    await this.queue.settle();
    await sendJson(reply, 200, this.queue.statistics(), this.queue.state());
  }

  @Get('events')
  @RouteConfig({ stream: true })
  @ApiQueueEvents()
  async live(
    @Param('queue') name: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    checkQueue(name, this.queue.name);
    await this.events.open(request, reply, query);
  }
}
