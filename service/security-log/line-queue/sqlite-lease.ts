import type { SqliteDatabase } from '../../common/sqlite/sqlite-database.ts';
import { LEASE_MS } from './lease.ts';

/** The right to read the queue, held by one process at a time. */
export class SqliteLease {
  readonly #database: SqliteDatabase;
  readonly #owner: string;
  readonly #now: () => number;
  #isHeld = false;

  /** @param owner unique name of this process. */
  constructor(database: SqliteDatabase, owner: string, now: () => number = Date.now) {
    this.#database = database;
    this.#owner = owner;
    this.#now = now;
  }

  /** Whether this process holds it, as far as it knows. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Takes it if nobody holds it. Returns whether this process holds it now. */
  acquire(): boolean {
    const [row] = this.#database.all('SELECT owner, until FROM lease WHERE id = 1');
    if (row !== undefined && row['owner'] !== this.#owner && Number(row['until']) > this.#now()) return false;
    return this.#database.atomically(() => {
      const sql =
        'INSERT INTO lease VALUES (1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET owner = ?1, until = ?2 WHERE owner = ?1 OR until <= ?3';
      this.#isHeld = this.#database.run(sql, this.#owner, this.#now() + LEASE_MS, this.#now()) === 1;
      return this.#isHeld;
    });
  }

  /** Whether this process still holds it; within a transaction, because another may take it at any time. */
  confirm(): boolean {
    const [row] = this.#database.all('SELECT owner FROM lease WHERE id = 1');
    this.#isHeld = this.#isHeld && row?.['owner'] === this.#owner;
    return this.#isHeld;
  }

  /** Confirms that this process is alive. */
  renew(): void {
    if (!this.#isHeld) return;
    const sql = 'UPDATE lease SET until = ? WHERE id = 1 AND owner = ?';
    this.#isHeld = this.#database.run(sql, this.#now() + LEASE_MS, this.#owner) === 1;
  }

  release(): void {
    this.#isHeld = false;
    this.#database.run('DELETE FROM lease WHERE id = 1 AND owner = ?', this.#owner);
  }
}
