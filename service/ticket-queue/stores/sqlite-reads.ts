import type { Ticket, TicketEvent } from '../ticket.ts';
import type { SqliteDatabase } from '../../common/sqlite/sqlite-database.ts';
import { AHEAD, LINE_LENGTH } from './sqlite-schema.ts';
import { COUNTERS, SHOWN_CALLED, TASKS } from './ticket-store.ts';
import type { Counters, PlacedTicket, QueueSnapshot, Task } from './ticket-store.ts';

const PAGE = 500;

/** Queries on the tickets in a SQLite file. */
export class SqliteReads {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  find(token: string): PlacedTicket | undefined {
    const ticket = this.ticket(token);
    return ticket && this.placed(ticket);
  }

  ticket(token: string): Ticket | undefined {
    return this.#database.rows('SELECT json FROM ticket WHERE token = ?', token)[0] as Ticket | undefined;
  }

  /** Returns the ticket with the number of tickets ahead. */
  placed(ticket: Ticket): PlacedTicket {
    const waits = ticket.state === 'waiting';
    return { ticket, ahead: waits ? this.#database.number(AHEAD, ticket.order, ticket.token) : 0 };
  }

  snapshot(line: number): QueueSnapshot {
    return this.#database.reading(() => ({
      waiting: this.waiting(),
      called: this.#database.rows(
        `SELECT json FROM ticket WHERE state = 'called' ORDER BY called DESC, token DESC LIMIT ?`,
        SHOWN_CALLED,
      ) as Ticket[],
      line: line === 0 ? [] : this.first(line),
      lastEventId: this.value('event'),
    }));
  }

  waiting(): number {
    return this.#database.number(LINE_LENGTH);
  }

  /** Returns the first tickets in line. */
  first(limit: number): Ticket[] {
    const line = `SELECT json FROM ticket WHERE state = 'waiting' ORDER BY ord, token LIMIT ?`;
    return this.#database.rows(line, limit) as Ticket[];
  }

  eventsAfter(id: number, limit: number): TicketEvent[] {
    return this.#database.rows('SELECT json FROM event WHERE id > ? ORDER BY id LIMIT ?', id, limit) as TicketEvent[];
  }

  /** Returns a page of tickets after a token, ordered by token. */
  page(last: string): Ticket[] {
    const sql = `SELECT json FROM ticket WHERE token > ? ORDER BY token LIMIT ${String(PAGE)}`;
    return this.#database.rows(sql, last) as Ticket[];
  }

  counters(): Counters {
    const rows = this.#database.all('SELECT name, value FROM sequence');
    const all = rows.map(({ name, value }) => [String(name), Number(value)] as const);
    return Object.fromEntries(all.filter(([name]) => COUNTERS.test(name)));
  }

  /** Returns a counter; 0 if it does not exist. */
  value(name: string): number {
    return this.#database.number('SELECT coalesce(max(value), 0) AS n FROM sequence WHERE name = ?', name);
  }

  successes(): ReadonlyMap<Task, number> {
    const all = TASKS.map((task) => [task, this.value(`task ${task}`)] as const);
    return new Map(all.filter(([, at]) => at > 0));
  }

  secret(): string | undefined {
    const value = this.#database.all('SELECT value FROM secret')[0]?.['value'];
    return value === undefined ? undefined : String(value);
  }
}
