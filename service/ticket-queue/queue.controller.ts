import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseRequestTarget } from '../http/request-target.ts';
import { readQuery } from '../http/read-query.ts';
import { describedIn } from '../openapi/described.ts';
import { AccessGuard, Requires } from '../access/access.guard.ts';
import { QueueEvents } from './queue.events.ts';
import { listView } from './representations/views.ts';
import { checkQueue, sendJson } from './ticket-queue.answers.ts';
import { TICKET_LIST_QUERY } from './ticket-queue.requests.ts';
import { TicketQueueService } from './ticket-queue.service.ts';

const Described = describedIn(() => import('./ticket-queue.openapi.ts'));

/** Public queries of the queue, and the supervisor's statistics. */
@ApiTags('Ticket queue')
@Controller('api/queues/:queue')
export class QueueController {
  constructor(
    private readonly queue: TicketQueueService,
    private readonly events: QueueEvents,
    private readonly guard: AccessGuard,
  ) {}

  @Get()
  @Requires('read')
  @Described('getQueue')
  async show(@Param('queue') name: string, @Res() reply: FastifyReply): Promise<void> {
    checkQueue(name, this.queue.name);
    await this.queue.settle();
    await sendJson(reply, 200, this.queue.view(), this.queue.state());
  }

  @Get('tickets')
  @Requires('read')
  @Described('getQueueTickets')
  async tickets(
    @Param('queue') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    checkQueue(name, this.queue.name);
    const { searchParams } = parseRequestTarget(request.raw.url);
    const query = readQuery(TICKET_LIST_QUERY, searchParams);
    const actor = request.actor ?? (await this.guard.identify(request));
    const known = await this.queue.list(query.state);
    const view = listView(name, query, known, actor?.allows('desk', name) === true);
    await sendJson(reply, 200, view, known);
  }

  @Get('statistics')
  @Requires('supervisor')
  @Described('getQueueStatistics')
  async statistics(@Param('queue') name: string, @Res() reply: FastifyReply): Promise<void> {
    checkQueue(name, this.queue.name);
    await this.queue.settle();
    await sendJson(reply, 200, this.queue.statistics(), this.queue.state());
  }

  @Get('events')
  @RouteConfig({ stream: true })
  @Requires('read')
  @Described('getQueueEvents')
  async live(
    @Param('queue') name: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    checkQueue(name, this.queue.name);
    await this.events.open(request, reply, query, this.guard.recheck(request, 'read'));
  }
}
