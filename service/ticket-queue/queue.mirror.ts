import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, LOGGER } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { Coalesced } from './coalesced.ts';
import { FollowPace, HURRIED_MS } from './follow-pace.ts';
import { QueueFollower } from './queue-follower.ts';
import { QueueSnapshots } from './queue-snapshots.ts';
import type { ReadSnapshot } from './queue-snapshots.ts';
import type { QueueStatistics } from './queue-statistics.ts';
import type { PlacedTicket, QueueSnapshot, TicketStore } from './stores/ticket-store.ts';
import type { Ticket, TicketEvent } from './ticket.ts';
import { TicketStoreUnavailableError } from './ticket-queue.errors.ts';
import { TICKET_STORE } from './ticket-queue.tokens.ts';

/** Told of what happened; with no events, that everything may have changed. */
export type EventsListener = (events: readonly TicketEvent[]) => void;

/**
 * The last known state of the queue, its latest thousand events and what they say of waiting times. It follows the
 * storage by the events of all processes; while that is away it keeps what it has, and says since when.
 */
@Injectable()
export class QueueMirror implements OnApplicationBootstrap, OnApplicationShutdown {
  #validatedAt = 0;
  #failure: Error | undefined;
  #isStarted = false;
  readonly #listeners: EventsListener[] = [];
  readonly #turns = new Coalesced(() => this.#follow());
  readonly #pace = new FollowPace(this.#turns);
  readonly #snapshots: QueueSnapshots;
  readonly #follower: QueueFollower;

  constructor(
    @Inject(TICKET_STORE) private readonly store: TicketStore,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#snapshots = new QueueSnapshots(store, now);
    this.#follower = new QueueFollower({ store, now, snapshots: this.#snapshots }, (events) => {
      this.#tell(events);
    });
  }

  /** Undefined until the storage was read once; its last event is the last that was told. */
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

  /**
   * The queue at one moment with the first thousand in line: as it is, as far as this process knows; while the storage is away, as it was
   * when it was last read.
   *
   * @throws TicketStoreUnavailableError when it was never read.
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

  /** A ticket as it was last heard of; undefined when it was not lately. */
  lastKnown(token: string): PlacedTicket | undefined {
    const { line = [] } = this.#snapshots.list ?? {};
    const ahead = line.findIndex((ticket) => ticket.token === token);
    // The line may have been read before the latest events.
    const ticket = this.#follower.events.ticket(token) ?? line[ahead];
    return ticket && { ticket, ahead: Math.max(0, ahead) };
  }

  /** What happened after an event; undefined when that is not known any more, or not yet. */
  eventsAfter(id: number): readonly TicketEvent[] | undefined {
    return this.#follower.events.after(id, this.#follower.cursor ?? 0);
  }

  /** Those who were called last, the latest first, whatever became of them; as far as the latest thousand events reach. */
  lastCalls(): readonly Ticket[] {
    const calls = this.#follower.events.calls();
    const others =
      this.#snapshots.latest?.called.filter(({ token }) => calls.every((call) => call.token !== token)) ?? [];
    return [...calls, ...others];
  }

  /** Those who were called and did not come, the latest first; as far as the latest thousand events reach. */
  async noShows(): Promise<readonly Ticket[]> {
    await this.settle();
    if (this.#snapshots.latest?.lastEventId !== this.#follower.cursor) await this.#turns.run();
    return this.#follower.events.noShows();
  }

  /** The storage did not answer somebody; until it answers a look, what is known is stale. */
  fail(error: unknown): void {
    if (this.#failure === undefined) this.logger.error({ err: error }, 'the queue’s storage does not answer');
    this.#failure = error as Error;
  }

  /** Something was changed by this process: look at once. */
  hurry(): void {
    this.#snapshots.noteChange();
    this.#pace.hurry();
  }

  /**
   * Waits until the state has the changes of this process: who changes something and then looks sees it. Estimates and figures have them,
   * too, unless so much happens that following has to rest.
   */
  async settle(): Promise<void> {
    if (this.#isSettled()) return;
    const { rest } = this.#pace;
    if (rest <= HURRIED_MS) {
      await sleep(Math.max(0, rest));
      await this.#turns.run();
    }
    if (this.#isSettled()) return;
    await this.#snapshots.refresh().catch((error: unknown) => {
      this.fail(error);
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#turns.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#pace.stop();
    // What is being read is read to its end; a turn that was waiting does nothing any more.
    await this.#turns.run();
    await this.store.close();
  }

  #isSettled(): boolean {
    return this.#snapshots.hasEveryChange || this.#failure !== undefined;
  }

  async #follow(): Promise<void> {
    if (!this.#pace.begin()) return;
    try {
      const hasMore = await this.#follower.read(this.#failure !== undefined);
      if (hasMore) this.#pace.hurryNext();
      this.#validatedAt = this.now();
      if (this.#failure !== undefined) this.logger.info('the queue’s storage answers again');
      this.#failure = undefined;
    } catch (error) {
      this.fail(error);
    }
    this.#isStarted = true;
    this.#pace.end();
  }

  #tell(events: readonly TicketEvent[]): void {
    for (const listener of this.#listeners) listener(events);
  }
}
