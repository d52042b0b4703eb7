import type { Clock } from '../common/tokens.ts';
import { Coalesced } from './coalesced.ts';
import type { QueueSnapshot, TicketStore } from './stores/ticket-store.ts';

/** How many of the first tickets in line are mirrored, and so can be listed. */
export const MIRRORED_LINE = 1000;

/** A snapshot, and when it was read, in milliseconds since the epoch. */
export type ReadSnapshot = QueueSnapshot & { readonly readAt: number };

/** What was last read of a queue, with and without its line, and whether it has the changes of this process. */
export class QueueSnapshots {
  readonly #store: TicketStore;
  readonly #now: Clock;
  readonly #reads = new Coalesced(() => this.read(0));
  readonly #lists = new Coalesced(() => this.readList());
  #latest: QueueSnapshot | undefined;
  #list: ReadSnapshot | undefined;
  /** How many changes this process made, and how many of them the latest snapshot has. */
  #changes = 0;
  #changesSeen = 0;

  constructor(store: TicketStore, now: Clock) {
    this.#store = store;
    this.#now = now;
  }

  get latest(): QueueSnapshot | undefined {
    return this.#latest;
  }

  /** The latest snapshot that was read with the line. */
  get list(): ReadSnapshot | undefined {
    return this.#list;
  }

  /** Whether the latest snapshot has every change of this process. */
  get hasEveryChange(): boolean {
    return this.#changesSeen === this.#changes;
  }

  /** Whether the list is as recent as the latest snapshot. */
  get isListCurrent(): boolean {
    return this.hasEveryChange && this.#list !== undefined && this.#list.lastEventId === this.#latest?.lastEventId;
  }

  noteChange(): void {
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
