import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../test/eventually.ts';
import { NOON } from '../test/given-ticket.ts';
import { SqliteTicketStore } from './stores/sqlite.ticket-store.ts';
import { TaskSuccesses } from './task-successes.ts';

describe(TaskSuccesses.name, () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-tasks-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('should read them when it starts and every 10 s, and keep them while the storage does not respond', async () => {
    const store = new SqliteTicketStore(join(directory, 'rubis.sqlite'));
    await store.recordSuccess('backup', NOON);
    const every = jest.spyOn(globalThis, 'setInterval');
    const tasks = new TaskSuccesses(store);
    await tasks.onApplicationBootstrap();
    expect(tasks.latest).toEqual(new Map([['backup', NOON]]));
    const [read, delay] = every.mock.calls.at(-1) ?? [];
    every.mockRestore();
    expect(delay).toBe(10_000);
    await store.recordSuccess('backup', NOON + 1);
    (read as () => void)();
    await eventually(() => expect(tasks.latest).toEqual(new Map([['backup', NOON + 1]])));
    await store.close();
    await tasks.read();
    expect(tasks.latest).toEqual(new Map([['backup', NOON + 1]]));
    tasks.onApplicationShutdown();
  });
});
