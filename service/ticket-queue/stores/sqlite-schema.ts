/** Positions in the line are microseconds. Waiting tickets are counted by position prefix, in buckets of 2^8 to 2^40 µs. */
const SHIFTS = [8, 16, 24, 32, 40] as const;
/** Beyond the highest bit of a position: one row counts all. */
const ALL = 63;

const COUNTED = `(VALUES ${[...SHIFTS, ALL].map((shift) => `(${String(shift)})`).join(', ')})`;
const ENTER = `
  INSERT INTO line_count (shift, prefix, n) SELECT column1, NEW.ord >> column1, 1 FROM ${COUNTED} WHERE true
    ON CONFLICT (shift, prefix) DO UPDATE SET n = n + 1;`;
const LEAVE = `
  UPDATE line_count SET n = n - 1 WHERE (shift, prefix) IN (SELECT column1, OLD.ord >> column1 FROM ${COUNTED});
  DELETE FROM line_count WHERE (shift, prefix) IN (SELECT column1, OLD.ord >> column1 FROM ${COUNTED}) AND n = 0;`;
const MOVED = '(OLD.state, OLD.ord) <> (NEW.state, NEW.ord)';

/** `ord` orders waiting tickets; the JSON has all fields. Triggers maintain the counts for writes of any process. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS ticket (token TEXT PRIMARY KEY, day TEXT, state TEXT, ord INTEGER, called INTEGER, json TEXT) STRICT;
  CREATE INDEX IF NOT EXISTS ticket_line ON ticket (state, ord, token);
  CREATE INDEX IF NOT EXISTS ticket_day ON ticket (day);
  CREATE TABLE IF NOT EXISTS request (key TEXT PRIMARY KEY, token TEXT, day TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, json TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, value INTEGER) STRICT;
  CREATE TABLE IF NOT EXISTS secret (id INTEGER PRIMARY KEY, value TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS line_count (shift INTEGER, prefix INTEGER, n INTEGER, PRIMARY KEY (shift, prefix)) STRICT, WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS line_inserted AFTER INSERT ON ticket WHEN NEW.state = 'waiting' BEGIN ${ENTER} END;
  CREATE TRIGGER IF NOT EXISTS line_deleted AFTER DELETE ON ticket WHEN OLD.state = 'waiting' BEGIN ${LEAVE} END;
  CREATE TRIGGER IF NOT EXISTS line_left AFTER UPDATE ON ticket WHEN OLD.state = 'waiting' AND ${MOVED} BEGIN ${LEAVE} END;
  CREATE TRIGGER IF NOT EXISTS line_entered AFTER UPDATE ON ticket WHEN NEW.state = 'waiting' AND ${MOVED} BEGIN ${ENTER} END;
`;

/** Number of waiting tickets. */
export const LINE_LENGTH = `SELECT coalesce(max(n), 0) AS n FROM line_count WHERE shift = ${String(ALL)}`;

/** Number of waiting tickets, without the counts. */
export const LINE_LENGTH_COUNTED = `SELECT count(*) AS n FROM ticket WHERE state = 'waiting'`;

/** Rebuilds the counts. */
export const COUNT_LINE: readonly string[] = [
  'DELETE FROM line_count',
  `INSERT INTO line_count (shift, prefix, n) SELECT column1, ord >> column1, count(*) FROM ticket, ${COUNTED}
     WHERE state = 'waiting' GROUP BY 1, 2`,
];

/** Number of tickets ahead of position ?1 of ticket ?2: reads at most 255 rows per bucket size, largest first. */
export const AHEAD = `SELECT ${SHIFTS.map(countedBefore).join(' + ')} + (
  SELECT count(*) FROM ticket WHERE state = 'waiting' AND ord >= (?1 >> 8) << 8 AND (ord, token) < (?1, ?2)) AS n`;

function countedBefore(shift: number, index: number): string {
  const next = SHIFTS[index + 1];
  const from = next === undefined ? '' : `AND prefix >= (?1 >> ${String(next)}) << ${String(next - shift)}`;
  return `coalesce((SELECT sum(n) FROM line_count WHERE shift = ${String(shift)} ${from} AND prefix < ?1 >> ${String(shift)}), 0)`;
}
