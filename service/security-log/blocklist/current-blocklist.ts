import { Inject, Injectable } from '@nestjs/common';
import { BLOCKLIST_STORE } from '../security-log.tokens.ts';
import type { BlocklistStore, StoredBlocklist } from './store/blocklist-store.ts';

const EMPTY: StoredBlocklist = { revision: 0, record: undefined, entries: [], held: [] };

/** What is stored, read again only when it changed. */
@Injectable()
export class CurrentBlocklist {
  #stored: StoredBlocklist | undefined;
  #asked = 0;
  #answered = 0;

  constructor(@Inject(BLOCKLIST_STORE) private readonly store: BlocklistStore) {}

  /** @throws BlocklistUnavailableError */
  async read(): Promise<StoredBlocklist> {
    const asked = ++this.#asked;
    const changed = await this.store.read(this.#stored?.revision);
    // A slow answer must not replace a newer one. Revisions do not tell which is newer: a storage that lost data has lower ones.
    if (changed !== undefined && asked > this.#answered) {
      this.#stored = changed;
      this.#answered = asked;
    }
    return this.#stored ?? EMPTY;
  }

  /** Returns what was read last while the storage does not respond. @throws BlocklistUnavailableError if nothing was read before. */
  async readOrLast(): Promise<StoredBlocklist> {
    try {
      return await this.read();
    } catch (error) {
      if (this.#stored === undefined) throw error;
      return this.#stored;
    }
  }
}
