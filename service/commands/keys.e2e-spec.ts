import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashOf } from '../access/api-keys.ts';
import type { AccessStore } from '../access/stores/access-store.ts';
import { SqliteAccessStore } from '../access/stores/sqlite.access-store.ts';
import { runCommand } from '../test/run-command.ts';
import type { Ended } from '../test/run-command.ts';

const HOUR = 3_600_000;
const KEY = /^Key for reception, shown only once:\n(kq_[\w-]{43})\n$/;

describe('npm run keys', () => {
  let directory: string;
  let store: AccessStore;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kiosque-keys-'));
    store = new SqliteAccessStore(join(directory, 'access.sqlite'), Date.now);
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  function keys(...args: string[]): Promise<Ended> {
    const env = { PATH: process.env['PATH'], ACCESS_DIRECTORY: directory };
    return runCommand(process.execPath, ['build/access/keys.js', ...args], { env });
  }

  const recorded = (): Promise<unknown> => store.audit({ from: 0, to: Date.now() + 1000, limit: 10 });

  it.each(['admin', 'desk', 'logs', 'security', 'report'])('should create a key for the scope %s', async (scope) => {
    expect(await keys('create', '--name', 'edge-1', '--scopes', scope)).toMatchObject({ code: 0 });
    expect((await store.state()).keys).toMatchObject([{ name: 'edge-1', scopes: [scope] }]);
  });

  it('should create a key, print it once, and record it', async () => {
    const days = ['--days', '90'];
    const created = await keys(
      'create',
      '--name',
      'reception',
      '--scopes',
      'desk',
      '--queues',
      'rubis,saphir',
      ...days,
    );
    expect(created).toMatchObject({ code: 0, stderr: expect.stringMatching(KEY) });
    const [, key = ''] = KEY.exec(created.stderr) ?? [];
    const [entry] = (await store.state()).keys;
    expect(entry?.sha256).toBe(hashOf(key).toString('hex'));
    expect(created.stdout).toBe(`${entry?.id ?? ''}\n`);
    expect(entry).toMatchObject({ name: 'reception', scopes: ['desk'], only: { queue: ['rubis', 'saphir'] } });
    expect((entry?.expiresAt ?? 0) - (entry?.createdAt ?? 0)).toBe(90 * 24 * HOUR);
    expect(await recorded()).toMatchObject([
      {
        event: 'key-create',
        actor: 'command:keys',
        facts: { key: entry?.id, name: 'reception', scopes: ['desk'], only: entry?.only, expiresAt: entry?.expiresAt },
      },
    ]);
    const listed = await keys('list');
    const expiry = new Date(entry?.expiresAt ?? 0).toISOString();
    const line = [entry?.id, 'reception', 'key', key.slice(0, 9), 'desk', 'rubis,saphir', 'never', expiry].join('\t');
    expect(listed).toEqual({ code: 0, stdout: `${line}\n`, stderr: '' });
  });

  it('should rotate a key with an overlap, then revoke both', async () => {
    const { stdout } = await keys('create', '--name', 'reception', '--scopes', 'read');
    const old = stdout.trim();
    const rotated = await keys('rotate', old, '--overlap-hours', '2');
    expect(rotated).toMatchObject({ code: 0, stderr: expect.stringMatching(KEY) });
    const fresh = rotated.stdout.trim();
    const { keys: known } = await store.state();
    const expiry = known.find(({ id }) => id === old)?.expiresAt ?? 0;
    expect(Math.abs(expiry - Date.now() - 2 * HOUR)).toBeLessThan(HOUR);
    for (const id of [old, fresh]) expect((await keys('revoke', id)).code).toBe(0);
    expect((await store.state()).keys).toEqual([]);
    expect(await keys('revoke', old)).toMatchObject({ code: 1, stderr: expect.stringContaining(old) });
    expect(await recorded()).toMatchObject([
      { event: 'key-revoke', facts: { key: fresh } },
      { event: 'key-revoke', facts: { key: old } },
      { event: 'key-rotate', facts: { key: fresh, replaces: old } },
      { event: 'key-create', facts: { key: old } },
    ]);
  });

  it.each([
    [[], /^Specify one command\.\n\nusage: npm run keys/],
    [['list', 'x'], /^Specify one command\./],
    [['rotate'], /^Specify one command\./],
    [['create', '--force'], /Unknown option '--force'/],
    [['create', '--scopes', 'desk'], /the name must have 1 to 64 letters, digits/],
    [['create', '--name', 'a b', '--scopes', 'desk'], /the name must have 1 to 64 letters, digits/],
    [['create', '--name', 'a'], /the scopes must be one or more of admin, take, read, desk, supervisor/],
    [['create', '--name', 'a', '--scopes', 'root'], /the scopes must be one or more of admin/],
    [['create', '--name', 'a', '--scopes', 'admin', '--queues', 'rubis'], /queues cannot limit the scope admin/],
    [['create', '--name', 'a', '--scopes', 'desk', '--queues', 'A!'], /"A!", which is not a valid queue path/],
    [['create', '--name', 'a', '--scopes', 'desk', '--days', '0'], /the days must be an integer from 1 to 3650/],
    [['create', '--name', 'a', '--scopes', 'desk', '--days', 'x'], /the days must be an integer from 1 to 3650/],
    [['rotate', 'x', '--overlap-hours', '721'], /--overlap-hours must be an integer from 0 to 720/],
  ])('should refuse %j and change nothing', async (args, message) => {
    expect(await keys(...args)).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
    expect((await store.state()).keys).toEqual([]);
    expect(await recorded()).toEqual([]);
  });

  it('should fail if the change could not be recorded', async () => {
    const database = new DatabaseSync(join(directory, 'access.sqlite'));
    database.exec("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END");
    database.close();
    const { code, stderr } = await keys('create', '--name', 'reception', '--scopes', 'desk');
    expect(code).toBe(1);
    expect(stderr).toMatch(/\nThe change was made, but could not be written to the audit log\.\n$/);
    expect((await store.state()).keys).toMatchObject([{ name: 'reception' }]);
  });
});
