/* eslint-disable @typescript-eslint/require-await -- file reads are synchronous; other stores are not. */
import { randomBytes } from 'node:crypto';
import {
  QueueFullError,
  TicketNotFoundError,
  TicketStateError,
  TicketStoreUnavailableError,
} from '../ticket-queue.errors.ts';
import type { Ticket, TicketEvent, Transition } from '../ticket.ts';
import { SqliteDatabase } from '../../common/sqlite/sqlite-database.ts';
import { SqliteGroupCommit } from './sqlite-group-commit.ts';
import { SqliteReads } from './sqlite-reads.ts';
import { COUNT_LINE, LINE_LENGTH, LINE_LENGTH_COUNTED, SCHEMA } from './sqlite-schema.ts';
import type { Call, Counters, Issue, PlacedTicket, QueueSnapshot, Task, TicketStore } from './ticket-store.ts';

/**
 * Tickets in a SQLite file of one process: no server, and durable when a write returns. Reads take microseconds and run on this
 * thread; writes wait for the disk on a separate one.
 */
export class SqliteTicketStore implements TicketStore {
  readonly #database: SqliteDatabase;
  readonly #reads: SqliteReads;
  readonly #writer: SqliteGroupCommit;

  /** @param file path of the database, created if it does not exist. */
  constructor(file: string) {
    this.#database = new SqliteDatabase(file, TicketStoreUnavailableError, SCHEMA);
    this.#countLine();
    this.#reads = new SqliteReads(this.#database);
    this.#writer = new SqliteGroupCommit(file);
  }

  async issue(issue: Issue): Promise<PlacedTicket> {
    const placed = await this.#writer.write('issue', issue);
    if (placed === 'full') throw new QueueFullError(issue.maxWaiting);
    return placed;
  }

  async call(call: Call): Promise<Ticket | undefined> {
    return await this.#writer.write('call', call);
  }

  async transition(token: string, transition: Transition, now: number): Promise<Ticket> {
    const ticket = await this.#writer.write('transition', token, transition, now);
    if (!('refused' in ticket)) return ticket;
    if (ticket.refused === undefined) throw new TicketNotFoundError();
    throw new TicketStateError(transition, ticket.refused);
  }

  async find(token: string): Promise<PlacedTicket | undefined> {
    return this.#reads.find(token);
  }

  async snapshot(line = 0): Promise<QueueSnapshot> {
    return this.#reads.snapshot(line);
  }

  async eventsAfter(id: number, limit: number): Promise<readonly TicketEvent[]> {
    return this.#reads.eventsAfter(id, limit);
  }

  async purge(before: string): Promise<number> {
    // Requests first, so that none refers to a deleted ticket.
    await this.#writer.write('purgeRequests', before);
    let all = 0;
    for (;;) {
      const gone = await this.#writer.write('purgeTickets', before);
      if (gone === 0) return all;
      all += gone;
    }
  }

  async *tickets(): AsyncIterable<readonly Ticket[]> {
    for (let last = ''; ;) {
      const page = this.#reads.page(last);
      const end = page.at(-1);
      if (end === undefined) return;
      yield page;
      last = end.token;
    }
  }

  async counters(): Promise<Counters> {
    return this.#reads.counters();
  }

  async restoreTickets(tickets: readonly Ticket[]): Promise<number> {
    return await this.#writer.write('restoreTickets', tickets);
  }

  async restoreCounters(counters: Counters, mark: number): Promise<void> {
    await this.#writer.write('restoreCounters', counters, mark);
  }

  async secret(): Promise<string> {
    return this.#reads.secret() ?? (await this.#writer.write('makeSecret', randomBytes(32).toString('base64url')));
  }

  async countRequest(): Promise<undefined> {
    return undefined;
  }

  async recordSuccess(task: Task, at: number): Promise<void> {
    await this.#writer.write('recordSuccess', task, at);
  }

  async successes(): Promise<ReadonlyMap<Task, number>> {
    return this.#reads.successes();
  }

  async close(): Promise<void> {
    await this.#writer.close();
    this.#database.close();
  }

  /** Rebuilds the counts if they are missing, or a version without them has written to the file. */
  #countLine(): void {
    if (this.#database.number(LINE_LENGTH) === this.#database.number(LINE_LENGTH_COUNTED)) return;
    this.#database.atomically(() => {
      for (const statement of COUNT_LINE) this.#database.run(statement);
    });
  }
}
