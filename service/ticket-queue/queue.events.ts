import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Drain } from '../common/drain.ts';
import { EventStreams } from '../common/event-streams.ts';
import { QueueMirror } from './queue.mirror.ts';
import { eventText, stateText } from './representations/views.ts';
import { TicketQueueService } from './ticket-queue.service.ts';

/** Tells displays, desks and personal pages what happens, as it happens. */
@Injectable()
export class QueueEvents implements OnModuleInit {
  readonly #streams: EventStreams;

  constructor(
    private readonly queue: TicketQueueService,
    private readonly mirror: QueueMirror,
    drain: Drain,
  ) {
    this.#streams = new EventStreams(drain);
  }

  onModuleInit(): void {
    this.mirror.onEvents((events) => {
      if (this.#streams.size > 0) this.#streams.send(events.map(eventText).join('') + this.#state());
    });
  }

  /**
   * Opens a stream: what happened after `lastEventId`, where that is still known, then the whole state.
   *
   * @throws TicketStoreUnavailableError when the storage was never reached.
   */
  open(request: FastifyRequest, reply: FastifyReply, lastEventId: string | string[] | undefined): void {
    const id = typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
    const missed = id === undefined ? undefined : this.mirror.eventsAfter(id);
    this.#streams.open(request, reply, (missed ?? []).map(eventText).join('') + this.#state());
  }

  #state(): string {
    return stateText(this.queue.view(), this.queue.state().lastEventId);
  }
}
