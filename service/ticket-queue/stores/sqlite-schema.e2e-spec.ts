import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { closeDay } from '../close-day.ts';
import { DAY, given, NOON } from '../../test/given-ticket.ts';
import { SqliteTicketStore } from './sqlite.ticket-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'kiosque-line-'));
let files = 0;
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function fresh(): string {
  return join(directory, `${String(files++)}.sqlite`);
}

/** What the store says of everybody who waits, beside what counting says. */
async function check(store: SqliteTicketStore, file: string): Promise<void> {
  const database = new DatabaseSync(file);
  const counted = database.prepare(
    `SELECT token, (SELECT count(*) FROM ticket AS other WHERE other.state = 'waiting'
       AND (other.ord, other.token) < (ticket.ord, ticket.token)) AS n FROM ticket WHERE state = 'waiting'`,
  );
  const rows = counted.all();
  expect((await store.snapshot()).waiting).toBe(rows.length);
  for (const { token, n } of rows) expect([token, (await store.find(String(token)))?.ahead]).toEqual([token, n]);
  const { n } = database.prepare('SELECT count(*) AS n FROM line_count WHERE n <= 0').get() as { n: number };
  expect(n).toBe(0);
  database.close();
}

/** Tables of the first version, in which a service has numbered tickets. */
const FIRST_VERSION = `
  CREATE TABLE ticket (token TEXT PRIMARY KEY, day TEXT, state TEXT, ord INTEGER, called INTEGER, json TEXT) STRICT;
  CREATE TABLE request (key TEXT PRIMARY KEY, token TEXT, day TEXT) STRICT;
  CREATE TABLE event (id INTEGER PRIMARY KEY, json TEXT) STRICT;
  CREATE TABLE sequence (name TEXT PRIMARY KEY, value INTEGER) STRICT;
  INSERT INTO sequence VALUES ('event', 7), ('arrival', 1), ('series ${DAY}', 41);`;

describe('A SQLite file of an earlier version', () => {
  it('should number on, and remember the success of tasks', async () => {
    const file = fresh();
    const database = new DatabaseSync(file);
    database.exec(FIRST_VERSION);
    database.close();
    const store = new SqliteTicketStore(file);
    expect(await store.successes()).toEqual(new Map());
    await store.recordSuccess('backup', NOON);
    expect((await given(store)).number).toBe('R-042');
    await store.close();
    const again = new SqliteTicketStore(file);
    expect(await again.successes()).toEqual(new Map([['backup', NOON]]));
    await again.close();
  });
});

describe('The ticket counts in SQLite', () => {
  it('should match the number of tickets, whatever two processes write', async () => {
    // From microseconds apart to weeks: every size of the counts is used.
    const step = fc.oneof(fc.nat(3), fc.nat(5000), fc.nat(2_000_000_000));
    const operation = fc.record({
      kind: fc.constantFrom('issue', 'issue', 'issue', 'call', 'requeue', 'cancel', 'close', 'restore'),
      writer: fc.nat(1),
      after: step,
      headStart: fc.constantFrom(0, 60, 99_999),
      pick: fc.nat(1000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 60 }), async (operations) => {
        const file = fresh();
        const writers = [new SqliteTicketStore(file), new SqliteTicketStore(file)] as const;
        const tokens: string[] = [];
        let now = NOON;
        for (const { kind, writer, after, headStart, pick } of operations) {
          const store = writers[writer === 0 ? 0 : 1];
          const token = tokens[pick % Math.max(1, tokens.length)] ?? '';
          now += after;
          if (kind === 'issue') tokens.push((await given(store, { now, headStartSeconds: headStart })).token);
          else if (kind === 'call') await store.call({ counter: '1', now });
          else if (kind === 'close') await closeDay(store, pick > 900 ? '2026-11-22' : DAY, now);
          else if (kind === 'restore') {
            const ticket = { ...(await given(store, { now })), token: `restored-${String(tokens.length)}` };
            tokens.push(ticket.token);
            await store.restoreTickets([ticket, ticket]);
          } else await store.transition(token, kind, now).catch(() => undefined);
        }
        await check(writers[0], file);
        await check(writers[1], file);
        for (const store of writers) await store.close();
      }),
      { numRuns: 25 },
    );
  }, 180_000);

  it('should be rebuilt for a file without counts or with outdated ones', async () => {
    const file = fresh();
    const store = new SqliteTicketStore(file);
    for (let index = 0; index < 300; index++) await given(store, { now: NOON + index * 977 });
    await store.close();
    const database = new DatabaseSync(file);
    for (const name of ['inserted', 'deleted', 'left', 'entered']) database.exec(`DROP TRIGGER line_${name}`);
    database.exec('DROP TABLE line_count');
    database.close();
    const again = new SqliteTicketStore(file);
    await check(again, file);
    await again.close();
    const other = new DatabaseSync(file);
    other.exec(`INSERT OR REPLACE INTO ticket SELECT token, day, 'called', ord, 1, json FROM ticket LIMIT 5`);
    other.close();
    const once = new SqliteTicketStore(file);
    await check(once, file);
    await once.close();
  });
});
