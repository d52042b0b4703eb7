import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, LOGGER } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { QueueStatistics } from './queue-statistics.ts';
import { KEPT_EVENTS } from './stores/ticket-store.ts';
import type { QueueSnapshot, TicketStore } from './stores/ticket-store.ts';
import type { Ticket, TicketEvent } from './ticket.ts';
import { TICKET_STORE } from './ticket-queue.tokens.ts';

/** How often other processes' changes are looked for: a call is on every display within a quarter of a second. */
const INTERVAL_MS = 200;
/** Own changes are read back sooner, but no more often than this. */
const HURRIED_MS = 50;
/** How often it is checked that the storage did not go back in time: an empty Redis, a restored backup. */
const VERIFY_MS = 5000;

/** Those first in line who are mirrored, and so can be listed. */
export const MIRRORED_LINE = 1000;

/** A queue as it was when it was last read. */
export interface QueueState extends QueueSnapshot {
  /** The first thousand in line, the next first. */
  readonly line: readonly Ticket[];
}

/** Told of what happened; with no events, that everything may have changed. */
export type EventsListener = (events: readonly TicketEvent[]) => void;

/**
 * The last known state of the queue, its latest thousand events and what they say of waiting times. It follows the
 * storage by the events of all processes; while that is away it keeps what it has, and says since when.
 */
@Injectable()
export class QueueMirror implements OnApplicationBootstrap, OnApplicationShutdown {
  #state: QueueState | undefined;
  #events: TicketEvent[] = [];
  #statistics = new QueueStatistics();
  #validatedAt = 0;
  #verifiedAt = 0;
  #failure: Error | undefined;
  #isStarted = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #isHurried = false;
  readonly #listeners = new Set<EventsListener>();

  constructor(
    @Inject(TICKET_STORE) private readonly store: TicketStore,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Undefined until the storage was read once. */
  get state(): QueueState | undefined {
    return this.#state;
  }

  get statistics(): QueueStatistics {
    return this.#statistics;
  }

  /** When the storage last confirmed the state, in milliseconds since the epoch. */
  get validatedAt(): number {
    return this.#validatedAt;
  }

  /** Why the storage cannot be read now; undefined while it can. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Whether the storage was asked once, whatever came of it. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Adds a listener; gives the function that takes it away. */
  onEvents(listener: EventsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What happened after an event; undefined when that is not known any more, or not yet. */
  eventsAfter(id: number): readonly TicketEvent[] | undefined {
    const last = this.#state?.lastEventId ?? 0;
    const [first] = this.#events;
    const isKnown = id === last || (id < last && first !== undefined && id >= first.id - 1);
    return isKnown ? this.#events.filter((event) => event.id > id) : undefined;
  }

  /** Something was changed by this process: look at once. */
  hurry(): void {
    if (this.#isHurried || this.#isStopped) return;
    this.#isHurried = true;
    this.#schedule(HURRIED_MS);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#follow();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#turn;
    await this.store.close();
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#turn = this.#turn.then(() => this.#follow());
    }, milliseconds).unref();
  }

  async #follow(): Promise<void> {
    this.#isHurried = false;
    try {
      await this.#read();
      this.#validatedAt = this.now();
      if (this.#failure !== undefined) this.logger.info('the queue’s storage answers again');
      this.#failure = undefined;
    } catch (error) {
      if (this.#failure === undefined) this.logger.error({ err: error }, 'the queue’s storage does not answer');
      this.#failure = error as Error;
    }
    this.#isStarted = true;
    this.#scheduleNext();
  }

  #scheduleNext(): void {
    if (!this.#isStopped) this.#schedule(this.#isHurried ? HURRIED_MS : INTERVAL_MS);
  }

  async #read(): Promise<void> {
    const state = this.#state;
    if (state === undefined) {
      await this.#reset();
      return;
    }
    const events = await this.store.eventsAfter(state.lastEventId, KEPT_EVENTS);
    if (events.length > 0) {
      const fresh = await this.#snapshot();
      if (fresh.lastEventId - state.lastEventId > KEPT_EVENTS) {
        await this.#reset();
        return;
      }
      this.#remember(events);
      // Events that came between the two reads are told by the next turn.
      this.#state = { ...fresh, lastEventId: events.at(-1)?.id ?? fresh.lastEventId };
      this.#tell(events);
    } else if (this.now() - this.#verifiedAt >= VERIFY_MS || this.#failure !== undefined) {
      const fresh = await this.#snapshot();
      this.#verifiedAt = this.now();
      if (fresh.lastEventId < state.lastEventId) await this.#reset();
    }
  }

  /** Reads all of it anew: at the start, after too much happened at once, or when the storage went back in time. */
  async #reset(): Promise<void> {
    const state = await this.#snapshot();
    this.#events = [];
    this.#statistics = new QueueStatistics();
    this.#remember(await this.store.eventsAfter(Math.max(0, state.lastEventId - KEPT_EVENTS), KEPT_EVENTS));
    const last = this.#events.at(-1)?.id ?? 0;
    this.#state = { ...state, lastEventId: Math.max(state.lastEventId, last) };
    this.#verifiedAt = this.now();
    this.#tell([]);
  }

  async #snapshot(): Promise<QueueState> {
    const [snapshot, line] = await Promise.all([this.store.snapshot(), this.store.waiting(0, MIRRORED_LINE)]);
    return { ...snapshot, line };
  }

  #remember(events: readonly TicketEvent[]): void {
    for (const event of events) this.#statistics.add(event);
    this.#events = [...this.#events, ...events].slice(-KEPT_EVENTS);
  }

  #tell(events: readonly TicketEvent[]): void {
    for (const listener of this.#listeners) listener(events);
  }
}
