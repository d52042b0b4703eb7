import type { Clock } from '../common/tokens.ts';
import { Coalesced } from './coalesced.ts';
import type { QueueSnapshot, TicketStore } from './stores/ticket-store.ts';

/** Maximum number of waiting tickets that are mirrored, and can be listed while the storage is unavailable. */
export const MIRRORED_LINE = 1000;

/** A snapshot with the time it was read, in milliseconds since the epoch. */
export type ReadSnapshot = QueueSnapshot & { readonly readAt: number };

/** The latest snapshots of a queue, with and without its line, and whether they include the changes of this process. */
export class QueueSnapshots {
  readonly #store: TicketStore;
  readonly #now: Clock;
  readonly #reads = new Coalesced(() => this.read(0));
  readonly #lists = new Coalesced(() => this.readList());
  #latest: QueueSnapshot | undefined;
  #list: ReadSnapshot | undefined;
  /** Numbers of changes made by this process, and of those that the latest snapshot includes. */
  #changes = 0;
  #changesSeen = 0;

  constructor(store: TicketStore, now: Clock) {
    this.#store = store;
    this.#now = now;
  }

  get latest(): QueueSnapshot | undefined {
    return this.#latest;
  }

  /** The latest snapshot with the line. */
  get list(): ReadSnapshot | undefined {
    return this.#list;
  }

  /** Whether the latest snapshot includes every change by this process. */
  get hasEveryChange(): boolean {
    return this.#changesSeen === this.#changes;
  }

  /** Whether the list is as recent as the latest snapshot. */
  get isListCurrent(): boolean {
    return this.hasEveryChange && this.#list !== undefined && this.#list.lastEventId === this.#latest?.lastEventId;
  }

  recordChange(): void {
    this.#changes++;
  }

  /** Reads a snapshot; concurrent callers share one read. */
  refresh(): Promise<QueueSnapshot> {
    return this.#reads.run();
  }

  /** Reads a snapshot with the line; concurrent callers share one read. */
  refreshList(): Promise<ReadSnapshot> {
    return this.#lists.run();
  }

  async readList(): Promise<ReadSnapshot> {
    this.#list = { ...(await this.read(MIRRORED_LINE)), readAt: this.#now() };
    return this.#list;
  }

  async read(line: number): Promise<QueueSnapshot> {
    const changes = this.#changes;
    const fresh = await this.#store.snapshot(line);
    this.#latest = fresh;
    this.#changesSeen = Math.max(this.#changesSeen, changes);
    return fresh;
  }
}
