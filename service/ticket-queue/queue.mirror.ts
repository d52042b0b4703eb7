import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, LOGGER } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { Coalesced } from './coalesced.ts';
import { QueueStatistics } from './queue-statistics.ts';
import { RecentEvents } from './recent-events.ts';
import { KEPT_EVENTS } from './stores/ticket-store.ts';
import type { PlacedTicket, QueueSnapshot, TicketStore } from './stores/ticket-store.ts';
import type { Ticket, TicketEvent } from './ticket.ts';
import { TicketStoreUnavailableError } from './ticket-queue.errors.ts';
import { TICKET_STORE } from './ticket-queue.tokens.ts';

/** How often other processes' changes are looked for: a call is on every display within a quarter of a second. */
const INTERVAL_MS = 200;
/** Own changes are told sooner, but no more often than this, and never for more than a tenth of the time. */
const HURRIED_MS = 50;
const LARGEST_SHARE = 0.1;
const LONGEST_REST_MS = 1000;
/** Events that are read in one go: about a millisecond of work, which no request should wait longer for. */
const PAGE = 100;
/** How often it is checked that the storage is where the events led: an emptied Redis and a restored backup have none. */
const VERIFY_MS = 1000;

/** Those first in line who are mirrored, and so can be listed. */
export const MIRRORED_LINE = 1000;

/** Told of what happened; with no events, that everything may have changed. */
export type EventsListener = (events: readonly TicketEvent[]) => void;

/** A snapshot, and when it was read, in milliseconds since the epoch. */
type Read = QueueSnapshot & { readonly readAt: number };

/**
 * The last known state of the queue, its latest thousand events and what they say of waiting times. It follows the
 * storage by the events of all processes; while that is away it keeps what it has, and says since when.
 */
@Injectable()
export class QueueMirror implements OnApplicationBootstrap, OnApplicationShutdown {
  #latest: QueueSnapshot | undefined;
  /** The latest that was read with the line. */
  #list: Read | undefined;
  /** The event up to which all was told; undefined before the first look. */
  #cursor: number | undefined;
  #statistics = new QueueStatistics();
  /** How often this process changed something, and up to which of these changes the latest snapshot has them. */
  #changes = 0;
  #changesSeen = 0;
  #validatedAt = 0;
  #verifiedAt = 0;
  #failure: Error | undefined;
  #isStarted = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #isHurried = false;
  #earliest = 0;
  readonly #events = new RecentEvents();
  readonly #listeners: EventsListener[] = [];
  readonly #turns = new Coalesced(() => this.#follow());
  readonly #snapshots = new Coalesced(() => this.#snapshot(0));
  readonly #lists = new Coalesced(() => this.#readList());

  constructor(
    @Inject(TICKET_STORE) private readonly store: TicketStore,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Undefined until the storage was read once; its last event is the last that was told. */
  get state(): QueueSnapshot | undefined {
    if (this.#latest === undefined || this.#cursor === undefined) return undefined;
    return { ...this.#latest, lastEventId: this.#cursor };
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

  /**
   * The queue at one moment with the first thousand in line: as it is, as far as this process knows; while the storage is away, as it was
   * when it was last read.
   *
   * @throws TicketStoreUnavailableError when it was never read.
   */
  async list(): Promise<Read> {
    const isCurrent = this.#changesSeen === this.#changes && this.#list?.lastEventId === this.#latest?.lastEventId;
    if (!isCurrent || this.#list === undefined || this.#failure !== undefined) {
      await this.#lists.run().catch((error: unknown) => {
        this.fail(error);
      });
    }
    if (this.#list === undefined) throw new TicketStoreUnavailableError(this.#failure);
    return this.#list;
  }

  /** A ticket as it was last heard of; undefined when it was not lately. */
  lastKnown(token: string): PlacedTicket | undefined {
    const { line = [] } = this.#list ?? {};
    const ahead = line.findIndex((ticket) => ticket.token === token);
    // The line may have been read before the latest events.
    const ticket = this.#events.ticket(token) ?? line[ahead];
    return ticket && { ticket, ahead: Math.max(0, ahead) };
  }

  /** What happened after an event; undefined when that is not known any more, or not yet. */
  eventsAfter(id: number): readonly TicketEvent[] | undefined {
    return this.#events.after(id, this.#cursor ?? 0);
  }

  /** Those who were called last, the latest first, whatever became of them; as far as the latest thousand events reach. */
  lastCalls(): readonly Ticket[] {
    const calls = this.#events.calls();
    const others = this.#latest?.called.filter(({ token }) => calls.every((call) => call.token !== token)) ?? [];
    return [...calls, ...others];
  }

  /** Those who were called and did not come, the latest first; as far as the latest thousand events reach. */
  async noShows(): Promise<readonly Ticket[]> {
    await this.settle();
    if (this.#latest?.lastEventId !== this.#cursor) await this.#turns.run();
    return this.#events.noShows();
  }

  /** The storage did not answer somebody; until it answers a look, what is known is stale. */
  fail(error: unknown): void {
    if (this.#failure === undefined) this.logger.error({ err: error }, 'the queue’s storage does not answer');
    this.#failure = error as Error;
  }

  /** Something was changed by this process: look at once. */
  hurry(): void {
    this.#changes++;
    if (this.#isHurried || this.#isStopped) return;
    this.#isHurried = true;
    this.#scheduleNext();
  }

  /**
   * Waits until the state has the changes of this process: who changes something and then looks sees it. Estimates and figures have them,
   * too, unless so much happens that following has to rest.
   */
  async settle(): Promise<void> {
    if (this.#isSettled()) return;
    const rest = this.#earliest - performance.now();
    if (rest <= HURRIED_MS) {
      await sleep(Math.max(0, rest));
      await this.#turns.run();
    }
    if (this.#isSettled()) return;
    await this.#snapshots.run().catch((error: unknown) => {
      this.fail(error);
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#turns.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    // What is being read is read to its end; a turn that was waiting does nothing any more.
    await this.#turns.run();
    await this.store.close();
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#turns.run().catch(() => undefined);
    }, milliseconds).unref();
  }

  #isSettled(): boolean {
    return this.#changesSeen === this.#changes || this.#failure !== undefined;
  }

  async #follow(): Promise<void> {
    if (this.#isStopped) return;
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
    const cursor = this.#cursor;
    if (cursor === undefined) {
      await this.#reset(KEPT_EVENTS);
      return;
    }
    const events = await this.store.eventsAfter(cursor, PAGE);
    if (events.length > 0) {
      const fresh = await this.#snapshot(0);
      const last = events.at(-1)?.id ?? 0;
      // More than can be told one by one: who listens is told the state. (Ids alone say little: they may skip.)
      if (events.length === PAGE && fresh.lastEventId - last > PAGE) {
        await this.#reset(PAGE);
        return;
      }
      this.#remember(events);
      // Events that came between the two reads, or did not fit, are told by the next turn.
      this.#cursor = last;
      this.#isHurried ||= events.length === PAGE;
      this.#tell(events);
    } else if (this.now() - this.#verifiedAt >= VERIFY_MS || this.#failure !== undefined) {
      await this.#verify(cursor);
    }
    await this.#keepList();
  }

  /** What would be listed if the storage went away now? */
  async #keepList(): Promise<void> {
    const { lastEventId, readAt = 0 } = this.#list ?? {};
    if (lastEventId !== this.#latest?.lastEventId && this.now() - readAt >= VERIFY_MS) await this.#lists.run();
  }

  /** In the quiet between events: is the storage where they led? */
  async #verify(cursor: number): Promise<void> {
    const fresh = await this.#snapshot(0);
    this.#verifiedAt = this.now();
    if (fresh.lastEventId !== cursor) {
      const hasEvents = fresh.lastEventId > cursor && (await this.store.eventsAfter(cursor, 1)).length > 0;
      if (hasEvents) this.#isHurried = true;
      else await this.#reset(KEPT_EVENTS);
    }
  }

  /** Reads anew: at the start, after too much happened at once, when the storage went back in time or a backup was restored. */
  async #reset(kept: number): Promise<void> {
    const isAnew = kept === KEPT_EVENTS;
    const { lastEventId } = isAnew ? await this.#readList() : await this.#snapshot(0);
    if (isAnew) this.#statistics = new QueueStatistics();
    // Not joined to what was known: who comes back must not take the gap for nothing.
    this.#events.clear();
    let last = Math.max(0, lastEventId - kept);
    for (let read = 0; read < kept; read += PAGE) {
      const events = await this.store.eventsAfter(last, PAGE);
      this.#remember(events);
      last = events.at(-1)?.id ?? last;
      if (events.length < PAGE) break;
    }
    this.#cursor = Math.max(lastEventId, last);
    this.#verifiedAt = this.now();
    this.#tell([]);
  }

  async #readList(): Promise<Read> {
    this.#list = { ...(await this.#snapshot(MIRRORED_LINE)), readAt: this.now() };
    return this.#list;
  }

  async #snapshot(line: number): Promise<QueueSnapshot> {
    const changes = this.#changes;
    const fresh = await this.store.snapshot(line);
    this.#latest = fresh;
    this.#changesSeen = Math.max(this.#changesSeen, changes);
    return fresh;
  }

  #remember(events: readonly TicketEvent[]): void {
    for (const event of events) this.#statistics.add(event);
    this.#events.add(events);
  }

  #tell(events: readonly TicketEvent[]): void {
    for (const listener of this.#listeners) listener(events);
  }
}
