import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { given } from '../../test/given-ticket.ts';
import { TicketStateError, TicketStoreUnavailableError } from '../ticket-queue.errors.ts';
import { SqliteGroupCommit } from './sqlite-group-commit.ts';
import { SqliteTicketStore } from './sqlite.ticket-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'kiosque-commit-'));
let file: string;
let files = 0;
beforeEach(() => {
  file = join(directory, `${String(files++)}.sqlite`);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe(SqliteGroupCommit.name, () => {
  it('should not block this thread or reads while the file is locked or the disk is slow', async () => {
    const store = new SqliteTicketStore(file);
    const first = await given(store);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    let isWritten = false;
    const waiting = given(store).finally(() => (isWritten = true));
    // A write in this thread would block it until the lock times out, and then fail.
    for (let turn = 0; turn < 5; turn++) {
      await sleep(10);
      expect((await store.find(first.token))?.ticket).toEqual(first);
    }
    expect(isWritten).toBe(false);
    other.exec('COMMIT');
    other.close();
    expect((await waiting).number).toBe('R-002');
    await store.close();
  });

  it('should commit concurrent changes together, answer each separately, and be visible to later reads', async () => {
    const store = new SqliteTicketStore(file);
    const { token } = await given(store);
    const all = await Promise.allSettled([
      ...Array.from({ length: 300 }, () => given(store)),
      store.transition(token, 'complete', 0),
      store.transition('nobody', 'cancel', 0),
    ]);
    const numbers = all.flatMap((each) =>
      each.status === 'fulfilled' && 'number' in each.value ? each.value.number : [],
    );
    expect(new Set(numbers).size).toBe(300);
    expect(all.slice(300).map((each) => each.status === 'rejected' && each.reason instanceof TicketStateError)).toEqual(
      [true, false],
    );
    expect((await store.snapshot()).waiting).toBe(301);
    await store.close();
  });

  it('should reject what it cannot write, and restart its thread after a crash', async () => {
    const store = new SqliteTicketStore(file);
    await given(store);
    await store.close();
    const writer = new SqliteGroupCommit(join(directory, 'no', 'such', 'directory.sqlite'));
    for (let turn = 0; turn < 2; turn++)
      await expect(writer.write('purgeRequests', '')).rejects.toBeInstanceOf(TicketStoreUnavailableError);
    await writer.close();
    const again = new SqliteTicketStore(file);
    expect((await given(again)).number).toBe('R-002');
    await again.close();
  });
});
