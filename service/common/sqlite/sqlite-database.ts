import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

/** Commits are durable. Waits for locks held by other processes. */
const DURABLE = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 1000;';

/** Error of a store whose file cannot be read or written. */
export type Unavailable = new (cause: unknown) => Error;

/** A SQLite file with cached prepared statements and transactions. */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #unavailable: Unavailable;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * @param unavailable error that every method throws if the file cannot be read or written.
   * @param schema statements that create missing objects.
   */
  constructor(file: string, unavailable: Unavailable, schema = '') {
    this.#unavailable = unavailable;
    this.#database = new DatabaseSync(file);
    this.#database.exec(`${DURABLE}${schema}`);
  }

  /** Returns all rows. */
  all(sql: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    return this.#attempt(() => this.#prepare(sql).all(...values));
  }

  /** Returns column `n` of the first row. */
  number(sql: string, ...values: SQLInputValue[]): number {
    return this.#attempt(() => Number(this.#prepare(sql).get(...values)?.['n']));
  }

  /** Returns the parsed column `json` of each row. */
  rows(sql: string, ...values: SQLInputValue[]): unknown[] {
    return this.all(sql, ...values).map((row) => JSON.parse(String(row['json'])) as unknown);
  }

  /** Executes a statement and returns the number of changed rows. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#attempt(() => Number(this.#prepare(sql).run(...values).changes));
  }

  /** Runs `work` in a write transaction. */
  atomically<Result>(work: () => Result): Result {
    return this.#transaction('BEGIN IMMEDIATE', work);
  }

  /** Runs `work` in a read transaction, on one consistent snapshot. */
  reading<Result>(work: () => Result): Result {
    return this.#transaction('BEGIN', work);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #transaction<Result>(begin: string, work: () => Result): Result {
    this.#attempt(() => {
      this.#database.exec(begin);
    });
    try {
      const result = work();
      this.#attempt(() => {
        this.#database.exec('COMMIT');
      });
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Converts errors such as a full disk or a locked or missing file. */
  #attempt<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw new this.#unavailable(error);
    }
  }
}
