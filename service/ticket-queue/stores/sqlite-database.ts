import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { TicketStoreUnavailableError } from '../ticket-queue.errors.ts';

/** What was committed is on the disk. Another process may write meanwhile: it is waited for. */
const DURABLE = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 1000;';

/**
 * A SQLite file with prepared statements that are kept, and transactions.
 *
 * @throws TicketStoreUnavailableError from every method when the file cannot be read or written.
 */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param schema statements that make what is missing. */
  constructor(file: string, schema = '') {
    this.#database = new DatabaseSync(file);
    this.#database.exec(`${DURABLE}${schema}`);
  }

  /** All rows. */
  all(sql: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    return reaching(() => this.#prepare(sql).all(...values));
  }

  /** The column `n` of the first row. */
  number(sql: string, ...values: SQLInputValue[]): number {
    return reaching(() => Number(this.#prepare(sql).get(...values)?.['n']));
  }

  /** What the column `json` of each row holds. */
  rows(sql: string, ...values: SQLInputValue[]): unknown[] {
    return this.all(sql, ...values).map((row) => JSON.parse(String(row['json'])) as unknown);
  }

  /** Changes something; gives how many rows were changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return reaching(() => Number(this.#prepare(sql).run(...values).changes));
  }

  /** All that `work` does is kept, or nothing of it. */
  atomically<Result>(work: () => Result): Result {
    return this.#transaction('BEGIN IMMEDIATE', work);
  }

  /** All that `work` reads is of one moment. */
  reading<Result>(work: () => Result): Result {
    return this.#transaction('BEGIN', work);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #transaction<Result>(begin: string, work: () => Result): Result {
    reaching(() => {
      this.#database.exec(begin);
    });
    try {
      const result = work();
      reaching(() => {
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
}

/** A full disk, a file that is locked or gone. */
function reaching<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new TicketStoreUnavailableError(error);
  }
}
