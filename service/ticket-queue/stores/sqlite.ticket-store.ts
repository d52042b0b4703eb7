/* eslint-disable @typescript-eslint/require-await -- node:sqlite answers at once; other stores do not. */
import { randomBytes } from 'node:crypto';
import { QueueFullError, TicketNotFoundError, TicketStateError } from '../ticket-queue.errors.ts';
import { ticketNumber, TRANSITIONS } from '../ticket.ts';
import type { Ticket, TicketEvent, Transition } from '../ticket.ts';
import { moved } from './moved.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { AHEAD, COUNT_LINE, LINE_LENGTH, LINE_LENGTH_COUNTED, SCHEMA } from './sqlite-schema.ts';
import { COUNTERS, KEPT_EVENTS, SHOWN_CALLED, SKIPPED } from './ticket-store.ts';
import type { Call, Counters, Issue, PlacedTicket, QueueSnapshot, TicketStore } from './ticket-store.ts';

/** Tickets in a SQLite file of one process: durable when `issue` and `call` return, without a server. */
export class SqliteTicketStore implements TicketStore {
  readonly #database: SqliteDatabase;

  /** @param file path of the database, made when it does not exist; `:memory:` keeps nothing. */
  constructor(file: string) {
    this.#database = new SqliteDatabase(file, SCHEMA);
    this.#countLine();
  }

  async issue({
    token,
    day,
    series,
    above,
    prefix,
    priority,
    headStartSeconds,
    maxWaiting,
    key,
    now,
  }: Issue): Promise<PlacedTicket> {
    return this.#database.atomically(() => {
      const earlier = this.#requested('issue', key);
      if (earlier) return this.#placed(earlier);
      if (maxWaiting > 0 && this.#database.number(LINE_LENGTH) >= maxWaiting) throw new QueueFullError(maxWaiting);
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
    return this.#database.atomically(() => {
      const earlier = this.#requested('call', key);
      if (earlier) return earlier;
      const [next] = this.#list(1, 0);
      if (next === undefined) return undefined;
      this.#remember('call', key, next);
      return this.#put({ ...moved(next, 'call', now), counter }, 'call', now);
    });
  }

  async transition(token: string, transition: Transition, now: number): Promise<Ticket> {
    return this.#database.atomically(() => {
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
    const called = this.#database.rows(
      `SELECT json FROM ticket WHERE state = 'called' ORDER BY called DESC, token DESC LIMIT ?`,
      SHOWN_CALLED,
    );
    return {
      waiting: this.#database.number(LINE_LENGTH),
      called: called as Ticket[],
      lastEventId: this.#value('event'),
    };
  }

  async eventsAfter(id: number, limit: number): Promise<readonly TicketEvent[]> {
    return this.#database.rows('SELECT json FROM event WHERE id > ? ORDER BY id LIMIT ?', id, limit) as TicketEvent[];
  }

  async purge(before: string): Promise<number> {
    return this.#database.atomically(() => {
      this.#database.run('DELETE FROM request WHERE day < ?', before);
      return this.#database.run(`DELETE FROM ticket WHERE day < ? AND state NOT IN ('waiting', 'called')`, before);
    });
  }

  async *tickets(): AsyncIterable<readonly Ticket[]> {
    let last = '';
    for (;;) {
      const page = this.#database.rows(
        'SELECT json FROM ticket WHERE token > ? ORDER BY token LIMIT 500',
        last,
      ) as Ticket[];
      const end = page.at(-1);
      if (end === undefined) return;
      yield page;
      last = end.token;
    }
  }

  async counters(): Promise<Counters> {
    const rows = this.#database.all('SELECT name, value FROM sequence');
    const all = rows.map(({ name, value }) => [String(name), Number(value)] as const);
    return Object.fromEntries(all.filter(([name]) => COUNTERS.test(name)));
  }

  async restoreTickets(tickets: readonly Ticket[]): Promise<number> {
    return this.#database.atomically(() => {
      const unknown = tickets.filter(({ token }) => this.#get(token) === undefined);
      for (const ticket of unknown) this.#write(ticket);
      return unknown.length;
    });
  }

  async restoreCounters(counters: Counters, mark: number): Promise<void> {
    this.#database.atomically(() => {
      for (const [name, value] of Object.entries(counters)) {
        this.#set(name, Math.max(value, this.#value(name)));
        if (name.startsWith('series ')) this.#set(name.replace('series', 'mark'), mark);
      }
    });
  }

  async secret(): Promise<string> {
    const made = randomBytes(32).toString('base64url');
    this.#database.run('INSERT OR IGNORE INTO secret (id, value) VALUES (1, ?)', made);
    return String(this.#database.all('SELECT value FROM secret')[0]?.['value']);
  }

  async countRequest(): Promise<undefined> {
    return undefined;
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #put(ticket: Ticket, type: TicketEvent['type'], now: number): Ticket {
    this.#write(ticket);
    const id = this.#value('event') + 1;
    this.#set('event', id);
    const event: TicketEvent = { id, at: now, type, ticket };
    this.#database.run('INSERT INTO event (id, json) VALUES (?, ?)', id, JSON.stringify(event));
    this.#database.run('DELETE FROM event WHERE id <= ?', id - KEPT_EVENTS);
    return ticket;
  }

  #write(ticket: Ticket): void {
    const { token, day, state, order, calledAt = null } = ticket;
    // Not INSERT OR REPLACE: that fires no trigger for what it replaces.
    const upsert =
      'INSERT INTO ticket (token, day, state, ord, called, json) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (token) DO UPDATE ' +
      'SET day = excluded.day, state = excluded.state, ord = excluded.ord, called = excluded.called, json = excluded.json';
    this.#database.run(upsert, token, day, state, order, calledAt, JSON.stringify(ticket));
  }

  #placed(ticket: Ticket): PlacedTicket {
    if (ticket.state !== 'waiting') return { ticket, ahead: 0 };
    return { ticket, ahead: this.#database.number(AHEAD, ticket.order, ticket.token) };
  }

  /** Counts anew where counts are missing, or a version that keeps none has written to the file. */
  #countLine(): void {
    if (this.#database.number(LINE_LENGTH) === this.#database.number(LINE_LENGTH_COUNTED)) return;
    this.#database.atomically(() => {
      for (const statement of COUNT_LINE) this.#database.run(statement);
    });
  }

  #get(token: string): Ticket | undefined {
    return this.#database.rows('SELECT json FROM ticket WHERE token = ?', token)[0] as Ticket | undefined;
  }

  #list(limit: number, offset: number): Ticket[] {
    const line = `SELECT json FROM ticket WHERE state = 'waiting' ORDER BY ord, token LIMIT ? OFFSET ?`;
    return this.#database.rows(line, limit, offset) as Ticket[];
  }

  #requested(kind: string, key: string | undefined): Ticket | undefined {
    if (key === undefined) return undefined;
    const [row] = this.#database.all('SELECT token FROM request WHERE key = ?', `${kind} ${key}`);
    return row && this.#get(String(row['token']));
  }

  #remember(kind: string, key: string | undefined, { token, day }: Ticket): void {
    if (key === undefined) return;
    this.#database.run(
      'INSERT OR REPLACE INTO request (key, token, day) VALUES (?, ?, ?)',
      `${kind} ${key}`,
      token,
      day,
    );
  }

  #value(name: string): number {
    return this.#database.number('SELECT coalesce(max(value), 0) AS n FROM sequence WHERE name = ?', name);
  }

  #set(name: string, value: number): void {
    this.#database.run('INSERT OR REPLACE INTO sequence (name, value) VALUES (?, ?)', name, value);
  }
}
