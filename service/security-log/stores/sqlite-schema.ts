const BATCH =
  'origin TEXT NOT NULL, format TEXT, collected INTEGER NOT NULL, count INTEGER NOT NULL, bytes INTEGER NOT NULL, deliveries INTEGER NOT NULL, lines BLOB NOT NULL';

/** One file has everything, so that effects and acknowledgements are committed together. Lines are BLOBs because they may contain NUL. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batch (id INTEGER PRIMARY KEY AUTOINCREMENT, ${BATCH}) STRICT;
  CREATE TABLE IF NOT EXISTS dead_letter (id INTEGER PRIMARY KEY AUTOINCREMENT, buried INTEGER NOT NULL, reason TEXT NOT NULL, ${BATCH}) STRICT;
  CREATE TABLE IF NOT EXISTS position (origin TEXT PRIMARY KEY, position TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS origin (origin TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS actor (key TEXT PRIMARY KEY, version INTEGER NOT NULL, last INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS actor_by_last ON actor (last);
  CREATE TABLE IF NOT EXISTS finding (id TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS finding_by_last ON finding (last, id);
  CREATE TABLE IF NOT EXISTS lease (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS total (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO total (name, value) VALUES ('lines', 0), ('bytes', 0);
`;
