import type { Clock } from '../common/tokens.ts';
import type { QueueSnapshots } from './queue-snapshots.ts';
import { QueueStatistics } from './queue-statistics.ts';
import { RecentEvents } from './recent-events.ts';
import { KEPT_EVENTS } from './stores/ticket-store.ts';
import type { TicketStore } from './stores/ticket-store.ts';
import type { TicketEvent } from './ticket.ts';

/** Events that are read in one go: about a millisecond of work, which no request should wait longer for. */
const PAGE = 100;
/** How often it is checked that the storage is where the events led: an emptied Redis and a restored backup have none. */
const VERIFY_MS = 1000;

interface FollowerContext {
  readonly store: TicketStore;
  readonly now: Clock;
  readonly snapshots: QueueSnapshots;
}

/** Follows the storage by the events of all processes, and keeps the latest thousand and what they say about waiting times. */
export class QueueFollower {
  /** The last event that was passed on; undefined before the first read. */
  cursor: number | undefined;
  statistics = new QueueStatistics();
  readonly events = new RecentEvents();
  readonly #store: TicketStore;
  readonly #now: Clock;
  readonly #snapshots: QueueSnapshots;
  readonly #tell: (events: readonly TicketEvent[]) => void;
  #verifiedAt = 0;

  /** @param tell is called with the events that happened; with none when everything may have changed. */
  constructor({ store, now, snapshots }: FollowerContext, tell: (events: readonly TicketEvent[]) => void) {
    this.#store = store;
    this.#now = now;
    this.#snapshots = snapshots;
    this.#tell = tell;
  }

  /**
   * Reads what happened since the last time. `hasFailed` says that the storage did not answer before, which has it verified at once.
   *
   * @returns whether there is more to read already.
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
      // More than can be told one by one: who listens is told the state. (Ids alone say little: they may skip.)
      if (events.length === PAGE && fresh.lastEventId - last > PAGE) {
        await this.#reset(PAGE);
        return false;
      }
      this.#remember(events);
      // Events that came between the two reads, or did not fit, are told by the next turn.
      this.cursor = last;
      this.#tell(events);
      return events.length === PAGE;
    }
    if (this.#now() - this.#verifiedAt >= VERIFY_MS || hasFailed) return await this.#verify(cursor);
    return false;
  }

  /** What would be listed if the storage went away now? */
  async #keepList(): Promise<void> {
    const { list, latest } = this.#snapshots;
    const isOld = this.#now() - (list?.readAt ?? 0) >= VERIFY_MS;
    if (isOld && list?.lastEventId !== latest?.lastEventId) await this.#snapshots.refreshList();
  }

  /** In the quiet between events: is the storage where they led? */
  async #verify(cursor: number): Promise<boolean> {
    const fresh = await this.#snapshots.read(0);
    this.#verifiedAt = this.#now();
    if (fresh.lastEventId === cursor) return false;
    const hasEvents = fresh.lastEventId > cursor && (await this.#store.eventsAfter(cursor, 1)).length > 0;
    if (!hasEvents) await this.#reset(KEPT_EVENTS);
    return hasEvents;
  }

  /** Reads anew: at the start, after too much happened at once, when the storage went back in time or a backup was restored. */
  async #reset(kept: number): Promise<void> {
    const isAnew = kept === KEPT_EVENTS;
    const { lastEventId } = isAnew ? await this.#snapshots.readList() : await this.#snapshots.read(0);
    if (isAnew) this.statistics = new QueueStatistics();
    // Not joined to what was known: who comes back must not take the gap for nothing.
    this.events.clear();
    let last = Math.max(0, lastEventId - kept);
    for (let read = 0; read < kept; read += PAGE) {
      const events = await this.#store.eventsAfter(last, PAGE);
      this.#remember(events);
      last = events.at(-1)?.id ?? last;
      if (events.length < PAGE) break;
    }
    this.cursor = Math.max(lastEventId, last);
    this.#verifiedAt = this.#now();
    this.#tell([]);
  }

  #remember(events: readonly TicketEvent[]): void {
    for (const event of events) this.statistics.add(event);
    this.events.add(events);
  }
}
