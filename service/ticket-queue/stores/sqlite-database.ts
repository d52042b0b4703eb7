import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { TicketStoreUnavailableError } from '../ticket-queue.errors.ts';

/**
 * A SQLite file with prepared statements that are kept, and transactions.
 *
 * @throws TicketStoreUnavailableError from every method when the file cannot be read or written.
 */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param schema statements that make what is missing. */
  constructor(file: string, schema: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(schema);
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
    reaching(() => {
      this.#database.exec('BEGIN IMMEDIATE');
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

  close(): void {
    this.#statements.clear();
    this.#database.close();
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
