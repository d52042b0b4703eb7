import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { LOGGER } from '../common/tokens.ts';
import type { Ticket } from './ticket.ts';
import { TicketQueueService } from './ticket-queue.service.ts';

/** One line in the log for each thing that somebody with a credential, or the holder of a ticket, did. */
@Injectable()
export class Audit {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly queue: TicketQueueService,
  ) {}

  /** @param action such as `call`; the ticket is named by its number, never by its token. */
  record({ actor, id, ip }: FastifyRequest, action: string, ticket: Ticket | undefined): void {
    const { day, number, counter } = ticket ?? {};
    const who = actor?.name ?? `holder:${ip}`;
    this.logger.info(
      { audit: { action, queue: this.queue.name, day, ticket: number, counter, actor: who }, requestId: id },
      'audit',
    );
  }
}
