import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Limits } from '../http/limits.ts';
import { TimeZone } from '../common/time-zone.ts';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { IssuedNumbers } from './issued-numbers.ts';
import { priorityNamed } from './priority.ts';
import { QueueMirror } from './queue.mirror.ts';
import { ownTicket, queueView, statisticsView } from './representations/views.ts';
import type { Estimate, OwnTicketView, QueueStatisticsView, QueueView } from './representations/schemas.ts';
import type { Freshness } from './representations/views.ts';
import type { Issue, PlacedTicket, QueueSnapshot, TicketStore } from './stores/ticket-store.ts';
import type { Ticket, Transition } from './ticket.ts';
import { queuePath } from './ticket-queue.config.ts';
import type { Priority, TicketQueueConfig } from './ticket-queue.config.ts';
import { QueueFullError, TicketNotFoundError, TicketStoreUnavailableError } from './ticket-queue.errors.ts';
import type { TicketListQuery } from './ticket-queue.requests.ts';
import { TicketQueueMetrics } from './ticket-queue.metrics.ts';
import { TICKET_QUEUE_CONFIG, TICKET_STORE } from './ticket-queue.tokens.ts';

/** The queue that this process serves. */
@Injectable()
export class TicketQueueService {
  /** Name as used in paths: `rubis`. */
  readonly name: string;
  readonly title: string;
  readonly priorities: readonly Priority[];
  readonly #zone: TimeZone;
  readonly #issued: IssuedNumbers;
  /** Tickets that were looked at lately, for the time their storage is down. */
  readonly #remembered = new LRUCache<string, PlacedTicket>({ max: 10_000 });

  constructor(
    @Inject(TICKET_QUEUE_CONFIG) private readonly config: TicketQueueConfig,
    @Inject(TICKET_STORE) private readonly store: TicketStore,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly mirror: QueueMirror,
    private readonly metrics: TicketQueueMetrics,
    private readonly limits: Limits,
  ) {
    this.name = queuePath(config);
    this.title = config.QUEUE_TITLE ?? config.QUEUE_NAME;
    this.priorities = config.QUEUE_PRIORITIES;
    this.#issued = new IssuedNumbers(config.QUEUE_RESET);
    this.#zone = new TimeZone(config.QUEUE_TIME_ZONE);
    mirror.onEvents((events) => {
      const known = events.length > 0 ? events : mirror.recentEvents;
      for (const { ticket } of known) this.#issued.record(ticket);
    });
  }

  /**
   * Issues a ticket; a repeated call with the same `key` returns the same one.
   * @throws ProblemError if there is no such priority class.
   * @throws QueueFullError if QUEUE_MAX_WAITING tickets are waiting.
   * @throws TicketStoreUnavailableError
   */
  async issue(priority: string, key?: string): Promise<PlacedTicket> {
    const { name, headStartSeconds } = priorityNamed(priority, this.priorities);
    const now = this.now();
    const day = this.#zone.at(now).date;
    const { QUEUE_NAME, QUEUE_TICKET_PREFIX: prefix = QUEUE_NAME.slice(0, 1).toUpperCase() } = this.config;
    const issue: Issue = {
      token: `${this.name}.${randomBytes(16).toString('base64url')}`,
      day,
      ...this.#issued.next(day),
      prefix,
      priority: name,
      headStartSeconds,
      maxWaiting: this.config.QUEUE_MAX_WAITING,
      now,
      ...(key !== undefined && { key }),
    };
    const placed = await this.#withStoreErrors(() => this.store.issue(issue));
    this.#issued.record(placed.ticket);
    this.#changed(placed);
    this.metrics.issued(name);
    return placed;
  }

  /** Calls the next ticket; returns undefined if nobody is waiting. @throws TicketStoreUnavailableError */
  async call(counter: string, key?: string): Promise<Ticket | undefined> {
    const call = { counter, now: this.now(), ...(key !== undefined && { key }) };
    const ticket = await this.#withStoreErrors(() => this.store.call(call));
    if (ticket === undefined) return undefined;
    this.#changed({ ticket, ahead: 0 });
    this.metrics.called(ticket);
    return ticket;
  }

  /** Applies a transition to a ticket. @throws TicketNotFoundError, TicketStateError, TicketStoreUnavailableError */
  async move(token: string, transition: Transition): Promise<Ticket> {
    const ticket = await this.#withStoreErrors(() => this.store.transition(token, transition, this.now()));
    this.#changed({ ticket, ahead: 0 });
    this.metrics.moved(transition, ticket);
    return ticket;
  }

  /**
   * A ticket by its token; while the storage is away, as it was last seen.
   * @throws TicketNotFoundError
   * @throws TicketStoreUnavailableError if this process has not seen it recently.
   */
  async find(token: string): Promise<PlacedTicket & Freshness> {
    try {
      const placed = await this.#withStoreErrors(() => this.store.find(token));
      if (placed === undefined) throw new TicketNotFoundError();
      return this.#remember(placed);
    } catch (error) {
      const known = this.mirror.lastKnown(token) ?? this.#remembered.get(token);
      if (!(error instanceof TicketStoreUnavailableError) || known === undefined) throw error;
      return { ...known, ...this.#freshness(true) };
    }
  }

  /** Waits until `state()` includes the changes of this process. */
  async settle(): Promise<void> {
    await this.mirror.settle();
  }

  /** Returns the last known state. @throws TicketStoreUnavailableError if the storage was never reached. */
  state(): QueueSnapshot & Freshness {
    const { state, failure } = this.mirror;
    if (state === undefined) throw new TicketStoreUnavailableError(failure);
    return { ...state, ...this.#freshness(failure !== undefined) };
  }

  /** Returns a snapshot with the first thousand in line. @throws TicketStoreUnavailableError if it was never read. */
  async line(): Promise<QueueSnapshot & Freshness> {
    const { readAt, ...list } = await this.mirror.list();
    const stale = this.mirror.failure !== undefined;
    return { ...list, ...this.#freshness(stale, stale ? readAt : this.mirror.validatedAt) };
  }

  /** Returns tickets in one state, and their total number. @throws TicketStoreUnavailableError if they were never read. */
  async list(state: TicketListQuery['state']): Promise<Freshness & { tickets: readonly Ticket[]; total: number }> {
    if (state === 'no-show') {
      const tickets = await this.mirror.noShows();
      return { ...this.state(), tickets, total: tickets.length };
    }
    const known = await this.line();
    return state === 'waiting'
      ? { ...known, tickets: known.line, total: known.waiting }
      : { ...known, tickets: known.called, total: known.called.length };
  }

  /** Returns the response of `GET /api/queues/<name>`. */
  view(): QueueView {
    const state = this.state();
    return queueView(this.name, this.title, state, this.mirror.statistics, state);
  }

  /** Statistics for the supervisor. */
  statistics(): QueueStatisticsView {
    const state = this.state();
    return statisticsView(this.name, state, this.mirror.statistics, state);
  }

  /** Estimates the wait with `ahead` tickets in front; undefined until there are enough calls. */
  estimate(ahead: number): Estimate | undefined {
    return this.mirror.statistics.estimate(ahead);
  }

  /** Returns the latest calls, latest first. */
  lastCalls(): readonly Ticket[] {
    return this.mirror.lastCalls();
  }

  /** Returns a ticket as its holder sees it. */
  own(placed: PlacedTicket & Partial<Freshness>): OwnTicketView {
    const { asOf = this.now(), ageSeconds = 0, stale = false } = placed;
    return ownTicket(this.name, placed, this.mirror.statistics, { asOf, ageSeconds, stale });
  }

  async #withStoreErrors<Result>(ask: () => Promise<Result>): Promise<Result> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof TicketStoreUnavailableError) this.mirror.fail(error);
      if (error instanceof QueueFullError) this.limits.reached('waiting-tickets');
      throw error;
    }
  }

  #changed(placed: PlacedTicket): void {
    this.#remember(placed);
    this.mirror.requestSoon();
  }

  #remember(placed: PlacedTicket): PlacedTicket & Freshness {
    this.#remembered.set(placed.ticket.token, placed);
    return { ...placed, asOf: this.now(), ageSeconds: 0, stale: false };
  }

  #freshness(stale: boolean, asOf = this.mirror.validatedAt): Freshness {
    return { asOf, ageSeconds: Math.max(0, Math.floor((this.now() - asOf) / 1000)), stale };
  }
}
