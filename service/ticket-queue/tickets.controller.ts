import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { describedIn } from '../openapi/described.ts';
import { sendJson } from './ticket-queue.answers.ts';
import { isQueuePath } from './ticket-queue.config.ts';
import { TicketQueueService } from './ticket-queue.service.ts';

const Described = describedIn(() => import('./ticket-queue.openapi.ts'));

/** Tickets of any queue: a token begins with its queue's name, `rubis.`. */
@ApiTags('Ticket queue')
@Controller('api/tickets')
export class TicketsController {
  constructor(private readonly queue: TicketQueueService) {}

  @Get(':token')
  @Described('getTicket')
  async ticket(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const [, other = '', rest] = /^([^.]*)\.([\w-]+)$/.exec(token) ?? [];
    if (rest !== undefined && isQueuePath(other) && other !== this.queue.name) {
      // Several queues share a host and gateways cannot route by token: redirect to the path of the queue.
      await reply.redirect(`/api/queues/${other}/tickets/${token}`, 308);
      return;
    }
    const placed = await this.queue.find(token);
    await sendJson(reply, 200, this.queue.own(placed), placed);
  }
}
