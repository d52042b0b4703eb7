import type { SqliteDatabase } from '../../../common/sqlite/sqlite-database.ts';
import type { Decision, NewDecision } from '../decision.ts';

/** The list as it is in the file. */
export interface SqliteRow {
  readonly revision: number;
  readonly record: string | null;
  readonly current: Uint8Array | null;
  readonly held: Uint8Array | null;
}

/** The blocklist in a SQLite file, on the thread of the database. */
export class SqliteBlocklist {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  read(known: number): SqliteRow | undefined {
    const [row] = this.#database.all(
      'SELECT revision, record, current, held FROM blocklist WHERE revision <> ?',
      known,
    );
    return row as unknown as SqliteRow | undefined;
  }

  replace(revision: number, record: string, current: Uint8Array | null, held: Uint8Array | null): boolean {
    const sql =
      'UPDATE blocklist SET revision = revision + 1, record = ?, current = coalesce(?, current), held = coalesce(?, held) WHERE revision = ?';
    return this.#database.run(sql, record, current, held, revision) === 1;
  }

  decisions(): readonly Decision[] {
    return this.#database.all('SELECT id, json FROM decision ORDER BY id').map(decisionOf);
  }

  decide(decision: NewDecision, most: number): Decision | undefined {
    const { kind, network, made } = decision;
    return this.#database.atomically(() => {
      const replaced = `((network = ? AND (kind = ? OR (kind = 'block' AND ? = 'unblock'))) OR until <= ?)`;
      const left = this.#database.number(
        `SELECT count(*) AS n FROM decision WHERE ${replaced} IS NOT TRUE`,
        ...[network, kind, kind, made],
      );
      if (left >= most) return undefined;
      this.#database.run(`DELETE FROM decision WHERE ${replaced}`, network, kind, kind, made);
      this.#database.run(
        'INSERT INTO decision (kind, network, until, json) VALUES (?, ?, ?, ?)',
        ...[kind, network, decision.until ?? null, JSON.stringify(decision)],
      );
      this.#changed();
      return { ...decision, id: this.#database.number('SELECT last_insert_rowid() AS n') };
    });
  }

  end(id: number): Decision | undefined {
    return this.#database.atomically(() => {
      const [row] = this.#database.all('SELECT id, json FROM decision WHERE id = ?', id);
      if (row === undefined) return undefined;
      this.#database.run('DELETE FROM decision WHERE id = ?', id);
      this.#changed();
      return decisionOf(row);
    });
  }

  #changed(): void {
    this.#database.run('UPDATE blocklist SET revision = revision + 1');
  }
}

function decisionOf({ id, json }: Readonly<Record<string, unknown>>): Decision {
  return { ...(JSON.parse(String(json)) as NewDecision), id: Number(id) };
}
