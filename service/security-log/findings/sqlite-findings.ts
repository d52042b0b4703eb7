import type { SqliteDatabase } from '../../common/sqlite/sqlite-database.ts';
import type { ReadLines } from '../line-queue/line-queue.ts';
import { hasHit } from './finding-filter.ts';
import type { FindingFilter, FindingStore } from './finding-store.ts';
import type { ActorRecord, Finding } from './finding.ts';
import { mentionOf, withoutLines, withoutMention, withoutOldEvidence } from './mention.ts';

type Page = Awaited<ReturnType<FindingStore['list']>>;

/** The database reads what a filter looks at, so that evidence is parsed of requested findings only. */
const IDS = `
  SELECT id, first, last, iif(first < ? AND last >= ?, json ->> 'hours', NULL) AS hours FROM finding
  WHERE last >= ? AND first < ? AND (? IS NULL OR json ->> 'kind' = ?) AND (? IS NULL OR json ->> 'level' = ?)
    AND (? IS NULL OR json ->> 'source' = ?)
  ORDER BY last, id`;

/** Findings in a SQLite file, on the thread of the database. */
export class SqliteFindings {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  actors(keys: readonly string[]): readonly ActorRecord[] {
    return this.#database
      .all('SELECT * FROM actor WHERE key IN (SELECT value FROM json_each(?))', JSON.stringify(keys))
      .map(({ key, version, last, state }) => ({
        key: String(key),
        version: Number(version),
        last: Number(last),
        state: String(state),
      }));
  }

  list(filter: FindingFilter, { offset, limit }: { readonly offset: number; readonly limit: number }): Page {
    return this.#database.reading(() => {
      const ids = this.ids(filter).toReversed();
      const findings = this.findAll(ids.slice(offset, offset + limit)).toReversed();
      return { total: ids.length, findings };
    });
  }

  /** Ids of the findings of a filter, oldest first. */
  ids(filter: FindingFilter): readonly string[] {
    const { kind = null, level = null, source = null } = filter;
    const [from, to] = [bound(filter.from), bound(filter.to)];
    const rows = this.#database.all(IDS, from, to, from, to, kind, kind, level, level, source, source);
    return rows.filter((row) => row['hours'] === null || hasHitIn(row, filter)).map(({ id }) => String(id));
  }

  findAll(ids: readonly string[]): readonly Finding[] {
    const sql = 'SELECT json FROM finding WHERE id IN (SELECT value FROM json_each(?)) ORDER BY last, id';
    return this.#database.rows(sql, JSON.stringify(ids)) as Finding[];
  }

  origins(): ReadonlyMap<string, ReadLines> {
    return new Map(
      this.#database
        .all('SELECT origin, json FROM origin')
        .map(({ origin, json }) => [String(origin), JSON.parse(String(json)) as ReadLines]),
    );
  }

  erase(source: string): number {
    const mentions = mentionOf(source);
    return this.#database.atomically(() => {
      this.#eraseState(mentions);
      let erased = 0;
      for (const finding of this.#all()) {
        if (mentions(finding.source)) erased += this.#delete(finding.id);
        else this.#replace(finding, withoutMention(finding, mentions));
      }
      return erased;
    });
  }

  purge({ findings, lines, actors }: Parameters<FindingStore['purge']>[0]): number {
    return this.#database.atomically(() => {
      const purged = this.#database.run('DELETE FROM finding WHERE last < ?', findings);
      this.#database.run('DELETE FROM actor WHERE last < ?', actors);
      const gone = this.#database.number(
        'SELECT coalesce(sum(bytes), 0) AS n FROM dead_letter WHERE buried < ?',
        lines,
      );
      this.#database.run('DELETE FROM dead_letter WHERE buried < ?', lines);
      this.#database.run(`UPDATE total SET value = value - ? WHERE name = 'bytes'`, gone);
      for (const finding of this.#all()) this.#replace(finding, withoutOldEvidence(finding, lines));
      return purged;
    });
  }

  restore(findings: readonly Finding[]): number {
    return this.#database.atomically(() => {
      const sql = 'INSERT OR IGNORE INTO finding (id, first, last, json) VALUES (?, ?, ?, ?)';
      let restored = 0;
      for (const finding of findings)
        restored += this.#database.run(sql, finding.id, finding.first, finding.last, JSON.stringify(finding));
      return restored;
    });
  }

  #all(): readonly Finding[] {
    return this.#database.rows('SELECT json FROM finding') as Finding[];
  }

  #delete(id: string): number {
    return this.#database.run('DELETE FROM finding WHERE id = ?', id);
  }

  /** Stores a finding of which parts were taken away. */
  #replace(before: Finding, after: Finding): void {
    const json = JSON.stringify(after);
    if (json !== JSON.stringify(before))
      this.#database.run('UPDATE finding SET json = ? WHERE id = ?', json, before.id);
  }

  /** Actors, examples and dead letters. */
  #eraseState(mentions: (text: string) => boolean): void {
    for (const { key, state } of this.#database.all('SELECT key, state FROM actor'))
      if (mentions(String(key)) || mentions(String(state)))
        this.#database.run('DELETE FROM actor WHERE key = ?', String(key));
    for (const [origin, lines] of this.origins())
      if (lines.example !== undefined && mentions(lines.example)) {
        const json = JSON.stringify({ ...lines, example: undefined });
        this.#database.run('UPDATE origin SET json = ? WHERE origin = ?', json, origin);
      }
    for (const { id, lines } of this.#database.all('SELECT id, lines FROM dead_letter')) {
      const text = Buffer.from(lines as Uint8Array).toString();
      const kept = withoutLines(text, mentions);
      if (kept !== text)
        this.#database.run('UPDATE dead_letter SET lines = ? WHERE id = ?', Buffer.from(kept), Number(id));
    }
  }
}

/** Whether a finding that began before the range and ended after it has a hit in between. */
function hasHitIn({ first, last, hours }: Readonly<Record<string, unknown>>, { from, to }: FindingFilter): boolean {
  return hasHit(
    { first: Number(first), last: Number(last), hours: JSON.parse(String(hours)) as Finding['hours'] },
    from,
    to,
  );
}

/** SQLite has no infinite integers. */
function bound(time: number): number {
  return Math.max(Math.min(time, Number.MAX_SAFE_INTEGER), Number.MIN_SAFE_INTEGER);
}
