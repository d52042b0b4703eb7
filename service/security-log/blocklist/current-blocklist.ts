import { Inject, Injectable } from '@nestjs/common';
import { BLOCKLIST_STORE } from '../security-log.tokens.ts';
import type { BlocklistStore, StoredBlocklist } from './store/blocklist-store.ts';

const EMPTY: StoredBlocklist = { revision: 0, record: undefined, entries: [], held: [] };

/** What is stored, read again only when it changed. */
@Injectable()
export class CurrentBlocklist {
  #stored: StoredBlocklist | undefined;

  constructor(@Inject(BLOCKLIST_STORE) private readonly store: BlocklistStore) {}

  /** @throws BlocklistUnavailableError */
  async read(): Promise<StoredBlocklist> {
    const changed = await this.store.read(this.#stored?.revision);
    // A slow answer must not replace a newer one.
    if (changed !== undefined && changed.revision >= (this.#stored?.revision ?? 0)) this.#stored = changed;
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
