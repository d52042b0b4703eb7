import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, LOGGER } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { Coalesced } from './coalesced.ts';
import { FollowPace, SOON_MS } from './follow-pace.ts';
import { QueueFollower } from './queue-follower.ts';
import { QueueSnapshots } from './queue-snapshots.ts';
import type { ReadSnapshot } from './queue-snapshots.ts';
import type { QueueStatistics } from './queue-statistics.ts';
import type { PlacedTicket, QueueSnapshot, TicketStore } from './stores/ticket-store.ts';
import type { Ticket, TicketEvent } from './ticket.ts';
import { TicketStoreUnavailableError } from './ticket-queue.errors.ts';
import { TICKET_STORE } from './ticket-queue.tokens.ts';

/** Called with new events, or with none if everything may have changed. */
export type EventsListener = (events: readonly TicketEvent[]) => void;

/**
 * The last known state of the queue, its latest thousand events and their statistics. It reads the events of
 * all processes from the storage; while the storage is unavailable, it keeps the last known state and its age.
 */
@Injectable()
export class QueueMirror implements OnApplicationBootstrap, OnApplicationShutdown {
  #validatedAt = 0;
  #failure: Error | undefined;
  #isStarted = false;
  readonly #listeners: EventsListener[] = [];
  readonly #reads = new Coalesced(() => this.#follow());
  readonly #pace = new FollowPace(this.#reads);
  readonly #snapshots: QueueSnapshots;
  readonly #follower: QueueFollower;

  constructor(
    @Inject(TICKET_STORE) private readonly store: TicketStore,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#snapshots = new QueueSnapshots(store, now);
    this.#follower = new QueueFollower({ store, now, snapshots: this.#snapshots }, (events) => {
      this.#publish(events);
    });
  }

  /** Undefined until the storage has been read once; `lastEventId` is the last published event. */
  get state(): QueueSnapshot | undefined {
    const { latest } = this.#snapshots;
    if (latest === undefined || this.#follower.cursor === undefined) return undefined;
    return { ...latest, lastEventId: this.#follower.cursor };
  }

  get statistics(): QueueStatistics {
    return this.#follower.statistics;
  }

  /** When the storage last confirmed the state, in milliseconds since the epoch. */
  get validatedAt(): number {
    return this.#validatedAt;
  }

  /** Why the storage cannot be read; undefined if it can. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Whether the first read was attempted, successfully or not. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Adds a listener for the lifetime of the process. */
  onEvents(listener: EventsListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Returns a snapshot with the first thousand in line, current as far as this process knows; while the storage is unavailable, the last
   * one read.
   *
   * @throws TicketStoreUnavailableError if it was never read.
   */
  async list(): Promise<ReadSnapshot> {
    const snapshots = this.#snapshots;
    if (!snapshots.isListCurrent || this.#failure !== undefined) {
      await snapshots.refreshList().catch((error: unknown) => {
        this.fail(error);
      });
    }
    if (snapshots.list === undefined) throw new TicketStoreUnavailableError(this.#failure);
    return snapshots.list;
  }

  /** Returns the last known state of a ticket; undefined if it is not in recent data. */
  lastKnown(token: string): PlacedTicket | undefined {
    const { line = [] } = this.#snapshots.list ?? {};
    const ahead = line.findIndex((ticket) => ticket.token === token);
    // The line may have been read before the latest events.
    const ticket = this.#follower.events.ticket(token) ?? line[ahead];
    return ticket && { ticket, ahead: Math.max(0, ahead) };
  }

  /** The latest thousand events, oldest first. */
  get recentEvents(): readonly TicketEvent[] {
    return this.#follower.events.all;
  }

  /** Returns the events after an event; undefined if they are no longer, or not yet, known. */
  eventsAfter(id: number): readonly TicketEvent[] | undefined {
    return this.#follower.events.after(id, this.#follower.cursor ?? 0);
  }

  /** Returns the latest calls, latest first, in any state, from the latest thousand events. */
  lastCalls(): readonly Ticket[] {
    const calls = this.#follower.events.calls();
    const others =
      this.#snapshots.latest?.called.filter(({ token }) => calls.every((call) => call.token !== token)) ?? [];
    return [...calls, ...others];
  }

  /** Returns the no-shows, latest first, from the latest thousand events. */
  async noShows(): Promise<readonly Ticket[]> {
    await this.settle();
    if (this.#snapshots.latest?.lastEventId !== this.#follower.cursor) await this.#reads.run();
    return this.#follower.events.noShows();
  }

  /** Reports that the storage did not respond; the state is stale until a read succeeds. */
  fail(error: unknown): void {
    if (this.#failure === undefined) this.logger.error({ err: error }, 'the queue storage is not responding');
    this.#failure = error as Error;
  }

  /** Reports a change by this process and schedules a read. */
  requestSoon(): void {
    this.#snapshots.recordChange();
    this.#pace.requestSoon();
  }

  /**
   * Waits until the state includes the changes of this process, so that clients read their own writes. Statistics include them too,
   * except under high load.
   */
  async settle(): Promise<void> {
    if (this.#isSettled()) return;
    const { delay } = this.#pace;
    if (delay <= SOON_MS) {
      await sleep(Math.max(0, delay));
      await this.#reads.run();
    }
    if (this.#isSettled()) return;
    await this.#snapshots.refresh().catch((error: unknown) => {
      this.fail(error);
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#reads.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#pace.stop();
    // Waits for the current read; one that has not begun does nothing after stop().
    await this.#reads.run();
    await this.store.close();
  }

  #isSettled(): boolean {
    return this.#snapshots.hasEveryChange || this.#failure !== undefined;
  }

  async #follow(): Promise<void> {
    if (!this.#pace.begin()) return;
    try {
      const hasMore = await this.#follower.read(this.#failure !== undefined);
      if (hasMore) this.#pace.continueSoon();
      this.#validatedAt = this.now();
      if (this.#failure !== undefined) this.logger.info('the queue storage is responding again');
      this.#failure = undefined;
    } catch (error) {
      this.fail(error);
    }
    this.#isStarted = true;
    this.#pace.end();
  }

  #publish(events: readonly TicketEvent[]): void {
    for (const listener of this.#listeners) listener(events);
  }
}
