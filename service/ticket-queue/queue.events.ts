import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Drain } from '../common/drain.ts';
import { EventStreamLimits } from '../http/event-stream-limits.ts';
import type { Reservation } from '../http/event-stream-limits.ts';
import { EventStreams } from '../http/event-streams.ts';
import { QueueMirror } from './queue.mirror.ts';
import { eventText, stateText } from './representations/views.ts';
import { Signer } from './signer.ts';
import { TicketQueueService } from './ticket-queue.service.ts';

/** More happened than is told one by one, or a backup was restored. */
const RESET = 'event: reset\ndata: {}\n\n';

/** Tabs and devices on which somebody may follow a ticket at once. */
const STREAMS_PER_TICKET = 4;

/** Percent of all streams that holders of tickets may fill; the rest is kept for displays. */
const TICKET_PERCENT = 90;

/** Tells displays, desks and personal pages what happens, as it happens. */
@Injectable()
export class QueueEvents implements OnModuleInit {
  readonly #streams: EventStreams;

  constructor(
    private readonly queue: TicketQueueService,
    private readonly mirror: QueueMirror,
    private readonly signer: Signer,
    drain: Drain,
    limits: EventStreamLimits,
  ) {
    this.#streams = new EventStreams(drain, limits);
  }

  onModuleInit(): void {
    this.mirror.onEvents((events) => {
      if (this.#streams.size === 0) return;
      const told = events.length > 0 ? events.map(eventText).join('') : RESET;
      this.#streams.send(told + this.#state());
    });
  }

  /**
   * Opens a stream: what happened after `Last-Event-ID`, or the parameter `lastEventId`, where that is still known, then the whole state.
   *
   * @throws TicketStoreUnavailableError when the storage was never reached.
   * @throws ProblemError when too many are open; `ticket` and `display` in the query may use what is kept for them.
   */
  async open(
    request: FastifyRequest,
    reply: FastifyReply,
    { lastEventId: asked, ticket, display }: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const reservation = (await this.#ofTicket(ticket)) ?? (await this.#ofDisplay(display));
    const lastEventId = request.headers['last-event-id'] ?? asked;
    const id = typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
    const missed = id === undefined ? undefined : this.mirror.eventsAfter(id);
    this.#streams.open(request, reply, (missed ?? []).map(eventText).join('') + this.#state(), reservation);
  }

  /** For who holds a ticket that is not done with. */
  async #ofTicket(token: unknown): Promise<Reservation | undefined> {
    if (typeof token !== 'string') return undefined;
    const placed = await this.queue.find(token).catch(() => undefined);
    const isOver = placed === undefined || ['completed', 'cancelled'].includes(placed.ticket.state);
    return isOver
      ? undefined
      : { of: 'ticket', percent: TICKET_PERCENT, holder: { key: token, most: STREAMS_PER_TICKET } };
  }

  /** For who has a pass from the page of the display. */
  async #ofDisplay(pass: unknown): Promise<Reservation | undefined> {
    if (typeof pass !== 'string') return undefined;
    const nonce = await this.signer.verify('display', pass).catch(() => undefined);
    return nonce === undefined ? undefined : { of: 'display', percent: 100 };
  }

  #state(): string {
    return stateText(this.queue.view(), this.queue.state().lastEventId);
  }
}
