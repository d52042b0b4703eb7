import { BlocklistUnavailableError } from '../../security-log.errors.ts';
import type { SqliteThread } from '../../stores/sqlite-thread.ts';
import type { Decision, NewDecision } from '../decision.ts';
import type { BlocklistChange, BlocklistRecord, BlocklistStore, StoredBlocklist } from './blocklist-store.ts';
import { packed, unpacked } from './packed-entries.ts';

/** The blocklist in the SQLite file of the line queue. */
export class SqliteBlocklistStore implements BlocklistStore {
  readonly #thread: SqliteThread;

  constructor(thread: SqliteThread) {
    this.#thread = thread;
  }

  async read(known = -1): Promise<StoredBlocklist | undefined> {
    const row = await orUnavailable(this.#thread.operation('blocklist', 'read')(known));
    if (row === undefined) return undefined;
    const record = row.record === null ? undefined : (JSON.parse(row.record) as BlocklistRecord);
    const [entries, held] = await Promise.all([unpacked(row.current), unpacked(row.held)]);
    return { revision: row.revision, record, entries, held };
  }

  async replace(revision: number, { record, entries, held }: BlocklistChange): Promise<boolean> {
    const lists = [entries, held].map(async (list) => (list === undefined ? null : await packed(list)));
    const [current = null, heldBack = null] = await Promise.all(lists);
    const replace = this.#thread.operation('blocklist', 'replace');
    return await orUnavailable(replace(revision, JSON.stringify(record), current, heldBack));
  }

  async decisions(): Promise<readonly Decision[]> {
    return await orUnavailable(this.#thread.operation('blocklist', 'decisions')());
  }

  async decide(decision: NewDecision, most: number): Promise<Decision | undefined> {
    return await orUnavailable(this.#thread.operation('blocklist', 'decide')(decision, most));
  }

  async end(id: number): Promise<Decision | undefined> {
    return await orUnavailable(this.#thread.operation('blocklist', 'end')(id));
  }
}

async function orUnavailable<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    throw new BlocklistUnavailableError(error);
  }
}
