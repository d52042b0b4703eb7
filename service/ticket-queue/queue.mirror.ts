import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, LOGGER } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { QueueStatistics } from './queue-statistics.ts';
import { KEPT_EVENTS } from './stores/ticket-store.ts';
import type { PlacedTicket, QueueSnapshot, TicketStore } from './stores/ticket-store.ts';
import type { Ticket, TicketEvent } from './ticket.ts';
import { TICKET_STORE } from './ticket-queue.tokens.ts';

/** How often other processes' changes are looked for: a call is on every display within a quarter of a second. */
const INTERVAL_MS = 200;
/** Own changes are read back sooner, but no more often than this, and never for more than a tenth of the time. */
const HURRIED_MS = 50;
const LARGEST_SHARE = 0.1;
const LONGEST_REST_MS = 1000;
/** Events that are read in one go: about a millisecond of work, which no request should wait longer for. */
const PAGE = 100;
/** How often it is checked that the storage did not go back in time: an empty Redis, a restored backup. */
const VERIFY_MS = 5000;

/** Those first in line who are mirrored, and so can be listed. */
export const MIRRORED_LINE = 1000;

/** Told of what happened; with no events, that everything may have changed. */
export type EventsListener = (events: readonly TicketEvent[]) => void;

/**
 * The last known state of the queue, its latest thousand events and what they say of waiting times. It follows the
 * storage by the events of all processes; while that is away it keeps what it has, and says since when.
 */
@Injectable()
export class QueueMirror implements OnApplicationBootstrap, OnApplicationShutdown {
  #state: QueueSnapshot | undefined;
  #line: readonly Ticket[] = [];
  /** The event up to which the line was read. */
  #lineAt = -1;
  #reading: Promise<void> | undefined;
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
  #earliest = 0;
  readonly #listeners: EventsListener[] = [];

  constructor(
    @Inject(TICKET_STORE) private readonly store: TicketStore,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Undefined until the storage was read once. */
  get state(): QueueSnapshot | undefined {
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

  /** Adds a listener, for as long as the process lives. */
  onEvents(listener: EventsListener): void {
    this.#listeners.push(listener);
  }

  /** The first thousand in line, the next first; as they were last known while the storage is away. */
  async line(): Promise<readonly Ticket[]> {
    this.#reading ??= this.#readLine().finally(() => (this.#reading = undefined));
    await this.#reading.catch((error: unknown) => {
      this.fail(error);
    });
    return this.#line;
  }

  /** A ticket as it was last heard of; undefined when it was not lately. */
  lastKnown(token: string): PlacedTicket | undefined {
    const ahead = this.#line.findIndex((ticket) => ticket.token === token);
    // The line may have been read before the latest events.
    const ticket = this.#events.findLast((event) => event.ticket.token === token)?.ticket ?? this.#line[ahead];
    return ticket && { ticket, ahead: Math.max(0, ahead) };
  }

  /** What happened after an event; undefined when that is not known any more, or not yet. */
  eventsAfter(id: number): readonly TicketEvent[] | undefined {
    const last = this.#state?.lastEventId ?? 0;
    const [first] = this.#events;
    const isKnown = id === last || (id < last && first !== undefined && id >= first.id - 1);
    return isKnown ? this.#events.filter((event) => event.id > id) : undefined;
  }

  /** The storage did not answer somebody; until it answers a look, what is known is stale. */
  fail(error: unknown): void {
    if (this.#failure === undefined) this.logger.error({ err: error }, 'the queue’s storage does not answer');
    this.#failure = error as Error;
  }

  /** Something was changed by this process: look at once. */
  hurry(): void {
    if (this.#isHurried || this.#isStopped) return;
    this.#isHurried = true;
    this.#scheduleNext();
  }

  /**
   * Waits until changes of this process were read back, so that who changes something and then looks sees it. When so much
   * happens that reading has to rest, nobody waits for it.
   */
  async settle(): Promise<void> {
    const rest = this.#earliest - performance.now();
    if (!this.#isHurried || rest > HURRIED_MS) return;
    await sleep(Math.max(0, rest));
    this.#turn = this.#turn.then(() => (this.#isHurried && !this.#isStopped ? this.#follow() : undefined));
    await this.#turn;
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
    const begin = performance.now();
    try {
      await this.#read();
      this.#validatedAt = this.now();
      if (this.#failure !== undefined) this.logger.info('the queue’s storage answers again');
      this.#failure = undefined;
    } catch (error) {
      this.fail(error);
    }
    this.#isStarted = true;
    const end = performance.now();
    this.#earliest = end + Math.min((end - begin) / LARGEST_SHARE, LONGEST_REST_MS);
    this.#scheduleNext();
  }

  #scheduleNext(): void {
    const rest = this.#earliest - performance.now();
    if (!this.#isStopped) this.#schedule(Math.max(this.#isHurried ? HURRIED_MS : INTERVAL_MS, rest));
  }

  async #read(): Promise<void> {
    const state = this.#state;
    if (state === undefined) {
      await this.#reset(KEPT_EVENTS);
      return;
    }
    const events = await this.store.eventsAfter(state.lastEventId, PAGE);
    if (events.length > 0) {
      const fresh = await this.store.snapshot();
      const last = events.at(-1)?.id ?? 0;
      // More than can be told one by one: who listens is told the state. (Ids alone say little: they may skip.)
      if (events.length === PAGE && fresh.lastEventId - last > PAGE) {
        await this.#reset(PAGE);
        return;
      }
      this.#remember(events);
      // Events that came between the two reads, or did not fit, are told by the next turn.
      this.#state = { ...fresh, lastEventId: last };
      this.#isHurried ||= events.length === PAGE;
      this.#tell(events);
    } else if (this.now() - this.#verifiedAt >= VERIFY_MS || this.#failure !== undefined) {
      await this.#verify(state.lastEventId);
    }
  }

  /** In the quiet between events: is the storage where it was, and what would be listed if it went away now? */
  async #verify(lastEventId: number): Promise<void> {
    const fresh = await this.store.snapshot();
    this.#verifiedAt = this.now();
    if (fresh.lastEventId < lastEventId) await this.#reset(KEPT_EVENTS);
    if (this.#lineAt !== this.#state?.lastEventId) await this.#readLine();
  }

  /** Reads anew: at the start, after too much happened at once, or when the storage went back in time. */
  async #reset(kept: number): Promise<void> {
    const state = await this.store.snapshot();
    if (state.lastEventId < (this.#state?.lastEventId ?? Infinity)) this.#statistics = new QueueStatistics();
    // Not joined to what was known: who comes back must not take the gap for nothing.
    this.#events = [];
    let last = Math.max(0, state.lastEventId - kept);
    for (let read = 0; read < kept; read += PAGE) {
      const events = await this.store.eventsAfter(last, PAGE);
      this.#remember(events);
      last = events.at(-1)?.id ?? last;
      if (events.length < PAGE) break;
    }
    this.#state = { ...state, lastEventId: Math.max(state.lastEventId, last) };
    this.#verifiedAt = this.now();
    this.#tell([]);
  }

  async #readLine(): Promise<void> {
    const at = this.#state?.lastEventId ?? -1;
    this.#line = await this.store.waiting(0, MIRRORED_LINE);
    this.#lineAt = at;
  }

  #remember(events: readonly TicketEvent[]): void {
    for (const event of events) this.#statistics.add(event);
    this.#events = [...this.#events, ...events].slice(-KEPT_EVENTS);
  }

  #tell(events: readonly TicketEvent[]): void {
    for (const listener of this.#listeners) listener(events);
  }
}
