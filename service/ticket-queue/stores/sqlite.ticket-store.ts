/* eslint-disable @typescript-eslint/require-await -- node:sqlite answers at once; other stores do not. */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { TicketNotFoundError, TicketStateError } from '../ticket-queue.errors.ts';
import { ticketNumber, TRANSITIONS } from '../ticket.ts';
import type { Ticket, TicketEvent, Transition } from '../ticket.ts';
import { moved } from './moved.ts';
import { COUNTERS, KEPT_EVENTS, SHOWN_CALLED, SKIPPED } from './ticket-store.ts';
import type { Call, Counters, Issue, PlacedTicket, QueueSnapshot, TicketStore } from './ticket-store.ts';

/** `ord` places waiting tickets; all else of a ticket is its JSON. */
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 1000;
  CREATE TABLE IF NOT EXISTS ticket (token TEXT PRIMARY KEY, day TEXT, state TEXT, ord INTEGER, called INTEGER, json TEXT) STRICT;
  CREATE INDEX IF NOT EXISTS ticket_line ON ticket (state, ord, token);
  CREATE INDEX IF NOT EXISTS ticket_day ON ticket (day);
  CREATE TABLE IF NOT EXISTS request (key TEXT PRIMARY KEY, token TEXT, day TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, json TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, value INTEGER) STRICT;
`;

/** Tickets in a SQLite file of one process: durable when `issue` and `call` return, without a server. */
export class SqliteTicketStore implements TicketStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param file path of the database, made when it does not exist; `:memory:` keeps nothing. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(SCHEMA);
  }

  async issue({
    token,
    day,
    series,
    above,
    prefix,
    priority,
    headStartSeconds,
    key,
    now,
  }: Issue): Promise<PlacedTicket> {
    return this.#atomically(() => {
      const earlier = this.#requested('issue', key);
      if (earlier) return this.#placed(earlier);
      const next = this.#value(`series ${series}`) + 1;
      const sequence = next <= above ? above + SKIPPED : next;
      const arrival = Math.max(now * 1000, this.#value('arrival') + 1);
      this.#set(`series ${series}`, sequence);
      this.#set('arrival', arrival);
      const ticket: Ticket = {
        token,
        day,
        sequence,
        number: ticketNumber(prefix, this.#value(`mark ${series}`), sequence),
        priority,
        state: 'waiting',
        issuedAt: now,
        order: arrival - headStartSeconds * 1_000_000,
        calls: 0,
      };
      this.#remember('issue', key, ticket);
      return this.#placed(this.#put(ticket, 'issue', now));
    });
  }

  async call({ counter, key, now }: Call): Promise<Ticket | undefined> {
    return this.#atomically(() => {
      const earlier = this.#requested('call', key);
      if (earlier) return earlier;
      const [next] = this.#list(1, 0);
      if (next === undefined) return undefined;
      this.#remember('call', key, next);
      return this.#put({ ...moved(next, 'call', now), counter }, 'call', now);
    });
  }

  async transition(token: string, transition: Transition, now: number): Promise<Ticket> {
    return this.#atomically(() => {
      const ticket = this.#get(token);
      if (ticket === undefined) throw new TicketNotFoundError();
      const from: readonly string[] = TRANSITIONS[transition];
      if (!from.includes(ticket.state)) throw new TicketStateError(transition, ticket.state);
      return this.#put(moved(ticket, transition, now), transition, now);
    });
  }

  async find(token: string): Promise<PlacedTicket | undefined> {
    const ticket = this.#get(token);
    return ticket && this.#placed(ticket);
  }

  async waiting(offset: number, limit: number): Promise<readonly Ticket[]> {
    return this.#list(limit, offset);
  }

  async snapshot(): Promise<QueueSnapshot> {
    const called = this.#rows(
      `SELECT json FROM ticket WHERE state = 'called' ORDER BY called DESC, token DESC LIMIT ?`,
      SHOWN_CALLED,
    );
    return {
      waiting: this.#number(`SELECT count(*) AS n FROM ticket WHERE state = 'waiting'`),
      called: called as Ticket[],
      lastEventId: this.#value('event'),
    };
  }

  async eventsAfter(id: number, limit: number): Promise<readonly TicketEvent[]> {
    return this.#rows('SELECT json FROM event WHERE id > ? ORDER BY id LIMIT ?', id, limit) as TicketEvent[];
  }

  async purge(before: string): Promise<number> {
    return this.#atomically(() => {
      this.#run('DELETE FROM request WHERE day < ?', before);
      return this.#run(`DELETE FROM ticket WHERE day < ? AND state NOT IN ('waiting', 'called')`, before);
    });
  }

  async *tickets(): AsyncIterable<readonly Ticket[]> {
    let last = '';
    for (;;) {
      const page = this.#rows('SELECT json FROM ticket WHERE token > ? ORDER BY token LIMIT 500', last) as Ticket[];
      const end = page.at(-1);
      if (end === undefined) return;
      yield page;
      last = end.token;
    }
  }

  async counters(): Promise<Counters> {
    const rows = this.#prepare('SELECT name, value FROM sequence').all();
    const all = rows.map(({ name, value }) => [String(name), Number(value)] as const);
    return Object.fromEntries(all.filter(([name]) => COUNTERS.test(name)));
  }

  async restoreTickets(tickets: readonly Ticket[]): Promise<number> {
    return this.#atomically(() => {
      const unknown = tickets.filter(({ token }) => this.#get(token) === undefined);
      for (const ticket of unknown) this.#write(ticket);
      return unknown.length;
    });
  }

  async restoreCounters(counters: Counters, mark: number): Promise<void> {
    this.#atomically(() => {
      for (const [name, value] of Object.entries(counters)) {
        this.#set(name, Math.max(value, this.#value(name)));
        if (name.startsWith('series ')) this.#set(name.replace('series', 'mark'), mark);
      }
    });
  }

  async close(): Promise<void> {
    this.#statements.clear();
    this.#database.close();
  }

  #put(ticket: Ticket, type: TicketEvent['type'], now: number): Ticket {
    this.#write(ticket);
    const id = this.#value('event') + 1;
    this.#set('event', id);
    const event: TicketEvent = { id, at: now, type, ticket };
    this.#run('INSERT INTO event (id, json) VALUES (?, ?)', id, JSON.stringify(event));
    this.#run('DELETE FROM event WHERE id <= ?', id - KEPT_EVENTS);
    return ticket;
  }

  #write(ticket: Ticket): void {
    const { token, day, state, order, calledAt = null } = ticket;
    const upsert = 'INSERT OR REPLACE INTO ticket (token, day, state, ord, called, json) VALUES (?, ?, ?, ?, ?, ?)';
    this.#run(upsert, token, day, state, order, calledAt, JSON.stringify(ticket));
  }

  #placed(ticket: Ticket): PlacedTicket {
    if (ticket.state !== 'waiting') return { ticket, ahead: 0 };
    const before = `SELECT count(*) AS n FROM ticket WHERE state = 'waiting' AND (ord, token) < (?, ?)`;
    return { ticket, ahead: this.#number(before, ticket.order, ticket.token) };
  }

  #get(token: string): Ticket | undefined {
    return this.#rows('SELECT json FROM ticket WHERE token = ?', token)[0] as Ticket | undefined;
  }

  #list(limit: number, offset: number): Ticket[] {
    const line = `SELECT json FROM ticket WHERE state = 'waiting' ORDER BY ord, token LIMIT ? OFFSET ?`;
    return this.#rows(line, limit, offset) as Ticket[];
  }

  #requested(kind: string, key: string | undefined): Ticket | undefined {
    if (key === undefined) return undefined;
    const row = this.#prepare('SELECT token FROM request WHERE key = ?').get(`${kind} ${key}`);
    return row && this.#get(String(row['token']));
  }

  #remember(kind: string, key: string | undefined, { token, day }: Ticket): void {
    if (key === undefined) return;
    this.#run('INSERT OR REPLACE INTO request (key, token, day) VALUES (?, ?, ?)', `${kind} ${key}`, token, day);
  }

  #value(name: string): number {
    return this.#number('SELECT coalesce(max(value), 0) AS n FROM sequence WHERE name = ?', name);
  }

  #set(name: string, value: number): void {
    this.#run('INSERT OR REPLACE INTO sequence (name, value) VALUES (?, ?)', name, value);
  }

  #number(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).get(...values)?.['n']);
  }

  #rows(sql: string, ...values: SQLInputValue[]): unknown[] {
    return this.#prepare(sql)
      .all(...values)
      .map((row) => JSON.parse(String(row['json'])) as unknown);
  }

  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #atomically<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
