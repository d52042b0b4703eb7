import { ticketNumber, TRANSITIONS } from '../ticket.ts';
import type { Ticket, TicketEvent, TicketState, Transition } from '../ticket.ts';
import { moved } from './moved.ts';
import type { SqliteDatabase } from '../../common/sqlite/sqlite-database.ts';
import { SqliteReads } from './sqlite-reads.ts';
import { KEPT_EVENTS, SKIPPED } from './ticket-store.ts';
import type { Call, Counters, Issue, PlacedTicket, Task } from './ticket-store.ts';

/** A rejected transition: the state of the ticket; undefined if it does not exist. */
export interface Refusal {
  readonly refused: TicketState | undefined;
}

/** Rows deleted per transaction, so that other writes do not wait long. */
const PURGED = 500;

/** Writes to a SQLite file, within a transaction of the caller. Rejections are returned before anything is changed. */
export class SqliteWrites {
  readonly #database: SqliteDatabase;
  readonly #reads: SqliteReads;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#reads = new SqliteReads(database);
  }

  issue(issue: Issue): PlacedTicket | 'full' {
    const { token, day, series, above, prefix, priority, headStartSeconds, maxWaiting, key, now } = issue;
    const earlier = this.#requested('issue', key);
    if (earlier) return this.#reads.placed(earlier);
    if (maxWaiting > 0 && this.#reads.waiting() >= maxWaiting) return 'full';
    const next = this.#reads.value(`series ${series}`) + 1;
    const sequence = next <= above ? above + SKIPPED : next;
    const arrival = Math.max(now * 1000, this.#reads.value('arrival') + 1);
    this.#set(`series ${series}`, sequence);
    this.#set('arrival', arrival);
    const ticket: Ticket = {
      token,
      day,
      sequence,
      number: ticketNumber(prefix, this.#reads.value(`mark ${series}`), sequence),
      priority,
      state: 'waiting',
      issuedAt: now,
      order: arrival - headStartSeconds * 1_000_000,
      calls: 0,
    };
    this.#remember('issue', key, ticket);
    return this.#reads.placed(this.#put(ticket, 'issue', now));
  }

  call({ counter, key, now }: Call): Ticket | undefined {
    const earlier = this.#requested('call', key);
    if (earlier) return earlier;
    const [next] = this.#reads.first(1);
    if (next === undefined) return undefined;
    this.#remember('call', key, next);
    return this.#put({ ...moved(next, 'call', now), counter }, 'call', now);
  }

  transition(token: string, transition: Transition, now: number): Ticket | Refusal {
    const ticket = this.#reads.ticket(token);
    const from: readonly string[] = TRANSITIONS[transition];
    if (ticket === undefined || !from.includes(ticket.state)) return { refused: ticket?.state };
    return this.#put(moved(ticket, transition, now), transition, now);
  }

  /** Deletes request keys from before a day. */
  purgeRequests(before: string): void {
    this.#database.run('DELETE FROM request WHERE day < ?', before);
  }

  /** Deletes a batch of tickets that ended before a day; returns 0 if there are no more. */
  purgeTickets(before: string): number {
    return this.#database.run(
      `DELETE FROM ticket WHERE token IN (SELECT token FROM ticket WHERE day < ? AND state NOT IN ('waiting', 'called') LIMIT ?)`,
      before,
      PURGED,
    );
  }

  restoreTickets(tickets: readonly Ticket[]): number {
    let added = 0;
    for (const ticket of tickets) {
      if (this.#reads.ticket(ticket.token) !== undefined) continue;
      this.#write(ticket);
      added++;
    }
    if (added > 0) this.#countEvent();
    return added;
  }

  restoreCounters(counters: Counters, mark: number): void {
    for (const [name, value] of Object.entries(counters)) {
      this.#set(name, Math.max(value, this.#reads.value(name)));
      if (name.startsWith('series ')) this.#set(name.replace('series', 'mark'), mark);
    }
    this.#countEvent();
  }

  /** Stores the secret unless there is one, and returns the stored one. */
  makeSecret(secret: string): string {
    this.#database.run('INSERT OR IGNORE INTO secret (id, value) VALUES (1, ?)', secret);
    return this.#reads.secret() ?? secret;
  }

  /** Not among `COUNTERS`: backups do not include it. */
  recordSuccess(task: Task, at: number): void {
    this.#set(`task ${task}`, at);
  }

  #put(ticket: Ticket, type: TicketEvent['type'], now: number): Ticket {
    this.#write(ticket);
    const id = this.#countEvent();
    const event: TicketEvent = { id, at: now, type, ticket };
    this.#database.run('INSERT INTO event (id, json) VALUES (?, ?)', id, JSON.stringify(event));
    this.#database.run('DELETE FROM event WHERE id <= ?', id - KEPT_EVENTS);
    return ticket;
  }

  /** A restore increments the id without an event: followers notice the gap and reload. */
  #countEvent(): number {
    const id = this.#reads.value('event') + 1;
    this.#set('event', id);
    return id;
  }

  #write(ticket: Ticket): void {
    const { token, day, state, order, calledAt = null } = ticket;
    // Not INSERT OR REPLACE: that fires no trigger for what it replaces.
    const upsert =
      'INSERT INTO ticket (token, day, state, ord, called, json) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (token) DO UPDATE ' +
      'SET day = excluded.day, state = excluded.state, ord = excluded.ord, called = excluded.called, json = excluded.json';
    this.#database.run(upsert, token, day, state, order, calledAt, JSON.stringify(ticket));
  }

  #requested(kind: string, key: string | undefined): Ticket | undefined {
    if (key === undefined) return undefined;
    const [row] = this.#database.all('SELECT token FROM request WHERE key = ?', `${kind} ${key}`);
    return row && this.#reads.ticket(String(row['token']));
  }

  #remember(kind: string, key: string | undefined, { token, day }: Ticket): void {
    if (key === undefined) return;
    const sql = 'INSERT OR REPLACE INTO request (key, token, day) VALUES (?, ?, ?)';
    this.#database.run(sql, `${kind} ${key}`, token, day);
  }

  #set(name: string, value: number): void {
    this.#database.run('INSERT OR REPLACE INTO sequence (name, value) VALUES (?, ?)', name, value);
  }
}
