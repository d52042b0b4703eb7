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

/** Sent if there were too many events, or a backup was restored. */
const RESET = 'event: reset\ndata: {}\n\n';

/** Maximum number of concurrent streams per ticket. */
const STREAMS_PER_TICKET = 4;

/** Percentage of all streams available to ticket holders; the rest is reserved for displays. */
const TICKET_PERCENT = 90;

/** Streams events to displays, desks and ticket pages. */
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
      const text = events.length > 0 ? events.map(eventText).join('') : RESET;
      this.#streams.send(text + this.#state());
    });
  }

  /**
   * Opens a stream: the events after `Last-Event-ID`, or the parameter `lastEventId`, if still known, then the current state.
   *
   * @throws TicketStoreUnavailableError if the storage was never reached.
   * @throws ProblemError if too many are open; `ticket` and `display` in the query give access to reserved streams.
   */
  async open(
    request: FastifyRequest,
    reply: FastifyReply,
    { lastEventId: asked, ticket, display }: Readonly<Record<string, unknown>>,
    mayContinue?: () => Promise<boolean>,
  ): Promise<void> {
    const reservation = (await this.#ofTicket(ticket)) ?? (await this.#ofDisplay(display));
    const lastEventId = request.headers['last-event-id'] ?? asked;
    const id = typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
    const missed = id === undefined ? undefined : this.mirror.eventsAfter(id);
    this.#streams.open(request, reply, (missed ?? []).map(eventText).join('') + this.#state(), {
      reservation,
      mayContinue,
    });
  }

  /** Returns a reservation for the holder of an open ticket. */
  async #ofTicket(token: unknown): Promise<Reservation | undefined> {
    if (typeof token !== 'string') return undefined;
    const placed = await this.queue.find(token).catch(() => undefined);
    const isOver = placed === undefined || ['completed', 'cancelled'].includes(placed.ticket.state);
    return isOver
      ? undefined
      : { of: 'ticket', percent: TICKET_PERCENT, holder: { key: token, most: STREAMS_PER_TICKET } };
  }

  /** Returns a reservation for a pass from the display page. */
  async #ofDisplay(pass: unknown): Promise<Reservation | undefined> {
    if (typeof pass !== 'string') return undefined;
    const nonce = await this.signer.verify('display', pass).catch(() => undefined);
    return nonce === undefined ? undefined : { of: 'display', percent: 100 };
  }

  #state(): string {
    return stateText(this.queue.view(), this.queue.state().lastEventId);
  }
}
