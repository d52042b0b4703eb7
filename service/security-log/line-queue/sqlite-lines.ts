import type { SQLOutputValue } from 'node:sqlite';
import type { SqliteDatabase } from '../../common/sqlite/sqlite-database.ts';
import type { Finding } from '../findings/finding.ts';
import { linesOf, textOf } from './line-batches.ts';
import { MAX_HTTP_ORIGINS } from './line-queue.ts';
import type { DeadLetter, Effects, LineBatch, QueuedBatch, ReadLines } from './line-queue.ts';
import { NOTHING_READ, addedReadLines } from './read-lines.ts';
import type { SqliteLease } from './sqlite-lease.ts';

/** Most batches of one read. */
const PAGE = 500;

type Row = Record<string, SQLOutputValue>;

/** What became of an attempt to append. */
export type Appended = 'appended' | 'already appended' | 'full' | 'moved' | 'too many origins';

/** The queue in a SQLite file, on the thread of the database. One analyser at a time reads, so that the order of every origin is kept. */
export class SqliteLines {
  readonly #database: SqliteDatabase;
  readonly #lease: SqliteLease;
  readonly #maxBytes: number;

  /** @param maxBytes of waiting lines and dead letters. */
  constructor(database: SqliteDatabase, lease: SqliteLease, maxBytes: number) {
    this.#database = database;
    this.#lease = lease;
    this.#maxBytes = maxBytes;
  }

  append(batch: LineBatch): Appended {
    const lines = Buffer.from(textOf(batch));
    return this.#database.atomically(() => {
      const { origin, position, format = null, collected } = batch;
      if (position !== undefined) {
        const recorded = this.positionOf(origin);
        if (recorded === position.after) return 'already appended';
        if (recorded !== position.before) return 'moved';
      }
      const bytes = this.#total('bytes');
      if (bytes > 0 && bytes + lines.length > this.#maxBytes) return 'full';
      if (!this.#knows(origin)) return 'too many origins';
      this.#database.run(
        'INSERT INTO batch (origin, format, collected, count, bytes, deliveries, lines) VALUES (?, ?, ?, ?, ?, 0, ?)',
        ...[origin, format, collected, batch.lines.length, lines.length],
        lines,
      );
      this.#add(batch.lines.length, lines.length);
      if (position !== undefined)
        this.#database.run('INSERT OR REPLACE INTO position VALUES (?, ?)', origin, position.after);
      return 'appended';
    });
  }

  positionOf(origin: string): string | undefined {
    const [row] = this.#database.all('SELECT position FROM position WHERE origin = ?', origin);
    return row && String(row['position']);
  }

  /**
   * Returns the first batches; none if there are none, or if another process reads. A batch that was delivered before comes alone, so that
   * only the one that ends processes reaches the limit of deliveries.
   */
  take(lines: number): readonly QueuedBatch[] {
    if (!this.#lease.isHeld && !this.#lease.acquire()) return [];
    const sql = 'SELECT id, count, deliveries FROM batch ORDER BY id LIMIT ?';
    const next = this.#database.all(sql, PAGE);
    if (next.length === 0) return [];
    const range = [Number(next[0]?.['id']), Number(next[fitting(next, lines) - 1]?.['id'])] as const;
    this.#database.run('UPDATE batch SET deliveries = deliveries + 1 WHERE id BETWEEN ? AND ?', ...range);
    const rows = this.#database.all('SELECT * FROM batch WHERE id BETWEEN ? AND ? ORDER BY id', ...range);
    return rows.map((row) => ({ ...batchOf(row), deliveries: Number(row['deliveries']) }));
  }

  commit(ids: readonly string[], effects: Effects): 'stored' | 'conflict' | 'reassigned' {
    const { actors, findings, read } = effects;
    return this.#database.atomically(() => {
      if (!this.#lease.confirm()) return 'reassigned';
      const left = ids.filter((id) => this.#database.all('SELECT id FROM batch WHERE id = ?', Number(id)).length > 0);
      // The answer to an earlier attempt was lost.
      if (left.length === 0) return 'stored';
      if (left.length < ids.length) return 'reassigned';
      const version = (key: string): number =>
        this.#database.number('SELECT coalesce(max(version), 0) AS n FROM actor WHERE key = ?', key);
      if (actors.some((actor) => version(actor.key) !== actor.version)) return 'conflict';
      for (const actor of actors)
        this.#database.run(
          'INSERT OR REPLACE INTO actor (key, version, last, state) VALUES (?, ?, ?, ?)',
          ...[actor.key, actor.version + 1, actor.last, actor.state],
        );
      for (const finding of findings) this.#putFinding(finding);
      for (const [origin, more] of read) this.#putRead(origin, more);
      for (const id of ids) this.#remove(id);
      return 'stored';
    });
  }

  bury(id: string, reason: string, now: number): boolean {
    return this.#database.atomically(() => {
      if (!this.#lease.confirm()) return false;
      const columns = 'origin, format, collected, count, bytes, deliveries, lines';
      const sql = `INSERT INTO dead_letter (buried, reason, ${columns}) SELECT ?, ?, ${columns} FROM batch WHERE id = ?`;
      if (this.#database.run(sql, now, reason, Number(id)) === 0) return false;
      // Dead letters count towards the limit, so that what cannot be analysed does not fill the disk.
      this.#remove(id, 0);
      return true;
    });
  }

  deadLetters(limit: number): readonly DeadLetter[] {
    return this.#database
      .all('SELECT * FROM dead_letter ORDER BY id LIMIT ?', limit)
      .map((row) => ({ ...batchOf(row), deliveries: Number(row['deliveries']), reason: String(row['reason']) }));
  }

  replay(ids: readonly string[]): number {
    return this.#database.atomically(() => {
      let replayed = 0;
      for (const id of ids) {
        const columns = 'origin, format, collected, count, bytes, lines';
        const sql = `INSERT INTO batch (deliveries, ${columns}) SELECT 0, ${columns} FROM dead_letter WHERE id = ?`;
        const [row] = this.#database.all('SELECT count FROM dead_letter WHERE id = ?', Number(id));
        if (row === undefined) continue;
        replayed += this.#database.run(sql, Number(id));
        this.#database.run('DELETE FROM dead_letter WHERE id = ?', Number(id));
        this.#add(Number(row['count']), 0);
      }
      return replayed;
    });
  }

  lag(): { readonly lines: number; readonly oldest: number | undefined; readonly deadLetters: number } {
    const [first] = this.#database.all('SELECT collected FROM batch ORDER BY id LIMIT 1');
    const deadLetters = this.#database.number('SELECT count(*) AS n FROM dead_letter');
    return { lines: this.#total('lines'), oldest: first && Number(first['collected']), deadLetters };
  }

  release(): void {
    this.#lease.release();
  }

  #remove(id: string, bytes?: number): void {
    const [row] = this.#database.all('SELECT count, bytes FROM batch WHERE id = ?', Number(id));
    this.#database.run('DELETE FROM batch WHERE id = ?', Number(id));
    this.#add(-Number(row?.['count'] ?? 0), bytes ?? -Number(row?.['bytes'] ?? 0));
  }

  #putFinding(finding: Finding): void {
    this.#database.run(
      'INSERT OR REPLACE INTO finding (id, first, last, json) VALUES (?, ?, ?, ?)',
      ...[finding.id, finding.first, finding.last, JSON.stringify(finding)],
    );
  }

  #putRead(origin: string, more: ReadLines): void {
    const [before] = this.#database.rows('SELECT json FROM origin WHERE origin = ?', origin) as ReadLines[];
    const json = JSON.stringify(addedReadLines(before, more));
    this.#database.run('INSERT OR REPLACE INTO origin VALUES (?, ?)', origin, json);
  }

  /** Whether an origin is known; one that is named by a sender becomes known unless there are too many. */
  #knows(origin: string): boolean {
    if (!origin.startsWith('http:')) return true;
    const known = `SELECT count(*) AS n FROM origin WHERE origin`;
    if (this.#database.number(`${known} = ?`, origin) > 0) return true;
    if (this.#database.number(`${known} >= 'http:' AND origin < 'http;'`) >= MAX_HTTP_ORIGINS) return false;
    this.#putRead(origin, NOTHING_READ);
    return true;
  }

  #total(name: 'lines' | 'bytes'): number {
    return this.#database.number('SELECT value AS n FROM total WHERE name = ?', name);
  }

  #add(lines: number, bytes: number): void {
    this.#database.run(`UPDATE total SET value = value + iif(name = 'lines', ?, ?)`, lines, bytes);
  }
}

/** Number of batches to take: one if it was delivered before, otherwise as many as were not and fit. */
function fitting(rows: readonly Row[], lines: number): number {
  if (Number(rows[0]?.['deliveries']) > 0) return 1;
  let [taken, count] = [0, 0];
  for (const { deliveries, count: own } of rows) {
    count += Number(own);
    if (taken > 0 && (Number(deliveries) > 0 || count > lines)) break;
    taken += 1;
  }
  return taken;
}

function batchOf({ id, origin, format, collected, lines }: Row): Omit<QueuedBatch, 'deliveries'> {
  return {
    id: String(id),
    origin: String(origin),
    format: format === null ? undefined : String(format),
    collected: Number(collected),
    lines: linesOf(Buffer.from(lines as Uint8Array).toString()),
  };
}
