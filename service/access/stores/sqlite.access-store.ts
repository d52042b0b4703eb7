import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { AccessStoreUnavailableError } from '../access.errors.ts';
import { MAX_AUDIT_ENTRIES, MAX_PAIRINGS, MAX_PAIRINGS_PER_ADDRESS } from './access-store.ts';
import type {
  AccessState,
  AccessStore,
  AuditEntry,
  AuditRange,
  ManagedKey,
  Pairing,
  StoredAuditEntry,
} from './access-store.ts';

/** Other processes, such as the command that manages keys, use the same file. */
const SCHEMA = `
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 1000;
CREATE TABLE IF NOT EXISTS key (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS used (id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ended_session (id TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS pairing (code TEXT PRIMARY KEY, expires INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS audit_by_time ON audit (at);
`;

/** Keys, pairings, ended sessions and the audit log in a SQLite file, for a single process and the commands. */
export class SqliteAccessStore implements AccessStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  constructor(file: string, now: () => number) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(SCHEMA);
    this.#now = now;
  }

  async state(): Promise<AccessState> {
    return await this.#attempt(() => ({
      keys: this.#rows('SELECT json FROM key').map((row) => parsed(row) as ManagedKey),
      endedSessions: new Set(
        this.#rows('SELECT id FROM ended_session WHERE until > ?', this.#now()).map(({ id }) => String(id)),
      ),
    }));
  }

  async saveKey(key: ManagedKey): Promise<void> {
    await this.#attempt(() => this.#run('INSERT OR REPLACE INTO key VALUES (?, ?)', key.id, JSON.stringify(key)));
  }

  async replaceKey(key: ManagedKey): Promise<boolean> {
    const sql = 'UPDATE key SET json = ? WHERE id = ?';
    return await this.#attempt(() => this.#run(sql, JSON.stringify(key), key.id) === 1);
  }

  async deleteKey(id: string): Promise<boolean> {
    return await this.#attempt(() => {
      this.#run('DELETE FROM used WHERE id = ?', id);
      return this.#run('DELETE FROM key WHERE id = ?', id) === 1;
    });
  }

  async lastUses(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#attempt(() => this.#rows('SELECT id, at FROM used'));
    return new Map(rows.map(({ id, at }) => [String(id), Number(at)]));
  }

  async markUsed(id: string, at: number): Promise<void> {
    await this.#attempt(() => this.#run('INSERT OR REPLACE INTO used VALUES (?, ?)', id, at));
  }

  async endSession(id: string, until: number): Promise<void> {
    await this.#attempt(() => {
      this.#run('INSERT OR REPLACE INTO ended_session VALUES (?, ?)', id, until);
      this.#run('DELETE FROM ended_session WHERE until <= ?', this.#now());
    });
  }

  async addPairing(pairing: Pairing): Promise<boolean> {
    return await this.#attempt(() => {
      this.#run('DELETE FROM pairing WHERE expires <= ?', this.#now());
      const { code, expiresAt } = pairing;
      const room = '(SELECT count(*) FROM pairing) < ?';
      const same = `(SELECT count(*) FROM pairing WHERE json ->> '$.address' = ?) < ?`;
      const limits = [MAX_PAIRINGS, pairing.address, MAX_PAIRINGS_PER_ADDRESS];
      const values = [code, expiresAt, JSON.stringify(pairing), ...limits];
      return this.#run(`INSERT OR IGNORE INTO pairing SELECT ?, ?, ? WHERE ${room} AND ${same}`, ...values) === 1;
    });
  }

  async takePairing(code: string): Promise<Pairing | undefined> {
    const sql = 'DELETE FROM pairing WHERE code = ? AND expires > ? RETURNING json';
    return await this.#attempt(() => this.#rows(sql, code, this.#now()).map((row) => parsed(row) as Pairing)[0]);
  }

  async findPairing(code: string): Promise<Pairing | undefined> {
    const sql = 'SELECT json FROM pairing WHERE code = ? AND expires > ?';
    return await this.#attempt(() => this.#rows(sql, code, this.#now()).map((row) => parsed(row) as Pairing)[0]);
  }

  async appendAudit(entries: readonly AuditEntry[], keepAfter: number): Promise<void> {
    await this.#attempt(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        for (const entry of entries)
          this.#run('INSERT INTO audit (at, json) VALUES (?, ?)', entry.at, JSON.stringify(entry));
        this.#run('DELETE FROM audit WHERE at < ?', keepAfter);
        this.#run('DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?', MAX_AUDIT_ENTRIES);
        this.#database.exec('COMMIT');
      } catch (error) {
        this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  async audit({ from, to, before, limit }: AuditRange): Promise<readonly StoredAuditEntry[]> {
    const sql = 'SELECT id, json FROM audit WHERE at >= ? AND at < ? AND id < ? ORDER BY id DESC LIMIT ?';
    const newest = before === undefined ? Number.MAX_SAFE_INTEGER : Number(before);
    const rows = await this.#attempt(() => this.#rows(sql, from, to, newest, limit));
    return rows.map((row) => ({ ...(parsed(row) as AuditEntry), id: String(row['id']) }));
  }

  close(): Promise<void> {
    this.#database.close();
    return Promise.resolve();
  }

  #rows(sql: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    return this.#database.prepare(sql).all(...values);
  }

  /** Returns the number of changed rows. */
  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#database.prepare(sql).run(...values).changes);
  }

  /** @throws AccessStoreUnavailableError */
  #attempt<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve) => {
      try {
        resolve(work());
      } catch (error) {
        throw new AccessStoreUnavailableError(error);
      }
    });
  }
}

function parsed(row: Record<string, SQLOutputValue>): unknown {
  return JSON.parse(String(row['json']));
}
