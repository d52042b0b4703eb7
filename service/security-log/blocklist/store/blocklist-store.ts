import type { Decision, NewDecision } from '../decision.ts';
import type { BlocklistEntry } from '../entry.ts';

/** A list that waits for a person, because it grows too much. */
export interface HeldBack {
  /** When the first of the lists that were held back one after the other was built, in milliseconds since the epoch. */
  readonly since: number;
  /** Entries that it has, and how many of them the published list has not. */
  readonly entries: number;
  readonly added: number;
  /** Whether people were notified. */
  readonly isNotified: boolean;
}

/** New entries that people were not notified of. */
export interface Pending {
  readonly count: number;
  /** Entries by reason; manual blocks as `manual`. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Entries by network, /24 for IPv4 and /48 for IPv6; at most 100. */
  readonly networks: Readonly<Record<string, number>>;
}

/** What is known about the list, besides its entries. */
export interface BlocklistRecord {
  /** Version of the published list: when it was built, in seconds since the epoch, so that later lists have greater ones whatever the storage lost. */
  readonly version: number;
  /** Entries at the start of a day, which growth is compared with. */
  readonly baseline: { readonly day: number; readonly entries: number };
  readonly held?: HeldBack;
  readonly pending: Pending;
  /** When people were last notified of new entries. */
  readonly notified: number;
}

/** What is stored. */
export interface StoredBlocklist {
  /** Increases with every change of the list and of decisions; 0 if there is neither. */
  readonly revision: number;
  /** Undefined before the first build. */
  readonly record: BlocklistRecord | undefined;
  readonly entries: readonly BlocklistEntry[];
  /** Entries of the list that is held back; none if there is none. */
  readonly held: readonly BlocklistEntry[];
}

/** What takes the place of what is stored; lists that are undefined stay as they are. */
export interface BlocklistChange {
  readonly record: BlocklistRecord;
  readonly entries?: readonly BlocklistEntry[];
  readonly held?: readonly BlocklistEntry[];
}

/** The list and the decisions of people. Every operation may throw `BlocklistUnavailableError`. */
export interface BlocklistStore {
  /** Returns what is stored; undefined if its revision is still `known`. */
  read(known?: number): Promise<StoredBlocklist | undefined>;
  /** Stores a change, unless the revision is another one by now. */
  replace(revision: number, change: BlocklistChange): Promise<boolean>;
  /** Decisions that were not ended, those that have expired included, in their order. */
  decisions(): Promise<readonly Decision[]>;
  /**
   * Stores a decision instead of an earlier one of the same kind and network; an unblock also instead of a block of exactly its network.
   *
   * @param most decisions in force at the same time.
   * @returns undefined if there are too many decisions.
   */
  decide(decision: NewDecision, most: number): Promise<Decision | undefined>;
  /** Deletes a decision and returns it; undefined if there is none. */
  end(id: number): Promise<Decision | undefined>;
}
