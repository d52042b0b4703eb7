import type { Clock } from '../common/tokens.ts';
import type { QueueSnapshots } from './queue-snapshots.ts';
import { QueueStatistics } from './queue-statistics.ts';
import { RecentEvents } from './recent-events.ts';
import { KEPT_EVENTS } from './stores/ticket-store.ts';
import type { TicketStore } from './stores/ticket-store.ts';
import type { TicketEvent } from './ticket.ts';

/** Maximum number of events per read: processing them blocks requests for about a millisecond. */
const PAGE = 100;
/** Interval of checks without new events: neither an emptied Redis nor a restored backup publishes any. */
const VERIFY_MS = 1000;

interface FollowerContext {
  readonly store: TicketStore;
  readonly now: Clock;
  readonly snapshots: QueueSnapshots;
}

/** Reads the events of all processes from the storage, and keeps the latest thousand and statistics of waiting times. */
export class QueueFollower {
  /** The last published event; undefined before the first read. */
  cursor: number | undefined;
  statistics = new QueueStatistics();
  readonly events = new RecentEvents();
  readonly #store: TicketStore;
  readonly #now: Clock;
  readonly #snapshots: QueueSnapshots;
  readonly #publish: (events: readonly TicketEvent[]) => void;
  #verifiedAt = 0;

  /** @param publish is called with new events, or with none if everything may have changed. */
  constructor({ store, now, snapshots }: FollowerContext, publish: (events: readonly TicketEvent[]) => void) {
    this.#store = store;
    this.#now = now;
    this.#snapshots = snapshots;
    this.#publish = publish;
  }

  /**
   * Reads the events since the last read.
   *
   * @param hasFailed whether the previous read failed, in which case the state is verified immediately.
   * @returns whether more events are available.
   */
  async read(hasFailed: boolean): Promise<boolean> {
    const { cursor } = this;
    if (cursor === undefined) {
      await this.#reset(KEPT_EVENTS);
      return false;
    }
    const hasMore = await this.#readAfter(cursor, hasFailed);
    await this.#keepList();
    return hasMore;
  }

  async #readAfter(cursor: number, hasFailed: boolean): Promise<boolean> {
    const events = await this.#store.eventsAfter(cursor, PAGE);
    if (events.length > 0) {
      const fresh = await this.#snapshots.read(0);
      const last = events.at(-1)?.id ?? 0;
      // Too many events to publish one by one, so listeners read the state. Ids can have gaps, so they alone do not show it.
      if (events.length === PAGE && fresh.lastEventId - last > PAGE) {
        await this.#reset(PAGE);
        return false;
      }
      this.#record(events);
      // The next read publishes events that were added between the two reads or did not fit.
      this.cursor = last;
      this.#publish(events);
      return events.length === PAGE;
    }
    if (this.#now() - this.#verifiedAt >= VERIFY_MS || hasFailed) return await this.#verify(cursor);
    return false;
  }

  /** Refreshes an outdated list, which is served while the storage is unavailable. */
  async #keepList(): Promise<void> {
    const { list, latest } = this.#snapshots;
    const isOld = this.#now() - (list?.readAt ?? 0) >= VERIFY_MS;
    if (isOld && list?.lastEventId !== latest?.lastEventId) await this.#snapshots.refreshList();
  }

  /** Checks that the last event in the storage is the last published one; if the storage was reset, reads everything again. */
  async #verify(cursor: number): Promise<boolean> {
    const fresh = await this.#snapshots.read(0);
    this.#verifiedAt = this.#now();
    if (fresh.lastEventId === cursor) return false;
    const hasEvents = fresh.lastEventId > cursor && (await this.#store.eventsAfter(cursor, 1)).length > 0;
    if (!hasEvents) await this.#reset(KEPT_EVENTS);
    return hasEvents;
  }

  /** Reads the latest `kept` events again: at startup, after too many events at once, and after a reset or restore of the storage. */
  async #reset(kept: number): Promise<void> {
    const isFull = kept === KEPT_EVENTS;
    const { lastEventId } = isFull ? await this.#snapshots.readList() : await this.#snapshots.read(0);
    if (isFull) this.statistics = new QueueStatistics();
    // Clients that reconnect must not mistake a gap between old and new events for a complete list.
    this.events.clear();
    let last = Math.max(0, lastEventId - kept);
    for (let read = 0; read < kept; read += PAGE) {
      const events = await this.#store.eventsAfter(last, PAGE);
      this.#record(events);
      last = events.at(-1)?.id ?? last;
      if (events.length < PAGE) break;
    }
    this.cursor = Math.max(lastEventId, last);
    this.#verifiedAt = this.#now();
    this.#publish([]);
  }

  #record(events: readonly TicketEvent[]): void {
    for (const event of events) this.statistics.add(event);
    this.events.add(events);
  }
}
