import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Azurite } from '../../test/azurite.ts';
import { given } from '../../test/given-ticket.ts';
import { RedisServer } from '../../test/redis.ts';
import { runCommand } from '../../test/run-command.ts';
import { RedisTicketStore } from '../stores/redis.ticket-store.ts';
import { BackupContainer } from './backup-container.ts';
import { BackupError, readBackup, writeBackup } from './backup-file.ts';

const DAY_MS = 86_400_000;

describe('npm run queue', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-backup-'));
  let redis: RedisServer;
  let azurite: Azurite;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    [redis, azurite] = await Promise.all([RedisServer.start(), Azurite.start()]);
    environment = {
      ...process.env,
      QUEUE_STORE: 'redis',
      // The day of the tickets below.
      QUEUE_TIME_ZONE: 'UTC',
      REDIS_PORT: String(redis.port),
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
    };
  });
  afterAll(async () => {
    await Promise.all([redis.stop(), azurite.stop()]);
    rmSync(directory, { recursive: true });
  });

  async function queue(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    return await runCommand(process.execPath, ['service/commands/queue.ts', ...args], { env: environment });
  }

  async function issue(name: string, count: number, change: object = {}): Promise<string[]> {
    const store = new RedisTicketStore(redis.connect(), name);
    const day = new Date().toISOString().slice(0, 10);
    const numbers: string[] = [];
    for (let turn = 0; turn < count; turn++) {
      numbers.push((await given(store, { day, series: day, prefix: 'X', now: Date.now(), ...change })).number);
    }
    await store.close();
    return numbers;
  }

  it('should restore a queue from Blob Storage after data loss, without repeating numbers', async () => {
    const before = await issue('rubis', 450);
    await issue('saphir', 2);
    const saved = await queue('backup', '--queues', 'rubis,saphir', '--create-container');
    expect([saved.code, saved.stdout]).toEqual([
      0,
      expect.stringMatching(/^rubis: 450 tickets, \d+ bytes to rubis\/.+\.jsonl; 0 old backups deleted\nsaphir: 2 /),
    ]);
    // What is given out between the backup and the failure is lost, but its numbers must not come again.
    const lost = await issue('rubis', 3);
    const connection = redis.connect();
    await connection.flushall();

    const restored = await queue('restore', '--latest', '--queues', 'rubis');
    expect([restored.code, restored.stdout]).toEqual([
      0,
      expect.stringMatching(/^rubis: 450 tickets from .+ restored, 0 already present; new numbers contain -\d+-\n$/),
    ]);
    expect((await queue('restore', '--latest', '--queues', 'rubis')).stdout).toMatch(
      /^rubis: 0 tickets .+ 450 already present/,
    );
    const after = await issue('rubis', 3);
    expect(new Set([...before, ...lost, ...after]).size).toBe(456);
    expect(after[0]).toMatch(/^X-\d+-551$/);
    const store = new RedisTicketStore(connection, 'rubis');
    expect((await store.snapshot(10)).line.map(({ number }) => number)).toEqual(before.slice(0, 10));
    expect((await store.snapshot()).waiting).toBe(453);
    await store.close();
  }, 60_000);

  it('should record the start of a task in the store, only if it succeeds, and not in backups', async () => {
    const connection = redis.connect();
    const store = new RedisTicketStore(connection, 'topaze');
    await issue('topaze', 1);
    const file = join(directory, 'topaze.jsonl');
    writeFileSync(file, 'already there');
    expect((await queue('backup', '--queues', 'topaze', '--file', file)).code).toBe(1);
    environment['QUEUE_BACKUP_CONTAINER'] = 'not-there';
    expect((await queue('backup', '--queues', 'topaze')).code).toBe(1);
    delete environment['QUEUE_BACKUP_CONTAINER'];
    expect(await store.successes()).toEqual(new Map());
    const begin = Date.now();
    expect((await queue('close-day', '--queues', 'topaze')).code).toBe(0);
    expect([...(await store.successes()).keys()]).toEqual(['close-day']);
    expect((await queue('backup', '--queues', 'topaze', '--create-container')).code).toBe(0);
    const times = [...(await store.successes()).values()];
    expect(times).toHaveLength(2);
    for (const at of times) expect(at >= begin && at <= Date.now()).toBe(true);
    await connection.del(await connection.keys('kiosque:{topaze}:*'));
    expect((await queue('restore', '--latest', '--queues', 'topaze')).code).toBe(0);
    expect([(await store.snapshot()).waiting, await store.successes()]).toEqual([1, new Map()]);
    await store.close();
  }, 60_000);

  it('should list backups newest first, and delete old ones but never the newest', async () => {
    const container = new BackupContainer(azurite.container('queue-backups'));
    const now = Date.now();
    await issue('opale', 1);
    const old = writeBackup({ queue: 'opale', at: now, tickets: [], counters: {} });
    for (const days of [40, 35, 31, 2]) await container.put('opale', now - days * DAY_MS, old);
    const listed = (await queue('list', '--queues', 'opale')).stdout.trim().split('\n');
    expect(listed).toHaveLength(4);
    expect(listed).toEqual(listed.toSorted().reverse());
    expect((await queue('backup', '--queues', 'opale')).stdout).toContain('; 3 old backups deleted');
    for (const name of (await container.list('opale')).slice(0, 1))
      expect(await container.prune('opale', 0, now)).not.toContain(name);
    expect(await container.list('opale')).toHaveLength(1);
    await expect(
      container.put('opale', now - 1, old).then(() => container.put('opale', now - 1, old)),
    ).rejects.toThrow();
  });

  it('should back up to a file and restore it, and reject modified files and other queues', async () => {
    const file = join(directory, 'rubis.jsonl');
    expect((await queue('backup', '--queues', 'rubis', '--file', file)).code).toBe(0);
    expect((await queue('restore', '--queues', 'rubis', '--file', file)).code).toBe(0);
    const other = await queue('restore', '--queues', 'emeraude', '--file', file);
    expect([other.code, other.stderr]).toEqual([1, 'The backup belongs to the queue "rubis", not "emeraude".\n']);
    const changed = join(directory, 'changed.jsonl');
    writeFileSync(changed, readFileSync(file, 'utf8').replace('waiting', 'waitinG'));
    const refused = await queue('restore', '--queues', 'rubis', '--file', changed);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('checksum does not match')]);
    const twice = await queue('backup', '--queues', 'rubis', '--file', file);
    expect([twice.code, twice.stderr]).toEqual([1, `The file ${file} already exists: choose another, or delete it.\n`]);
    const none = join(directory, 'none.jsonl');
    const missing = await queue('restore', '--queues', 'rubis', '--file', none);
    expect([missing.code, missing.stderr]).toEqual([1, `The file ${none}, or its directory, does not exist.\n`]);
  });

  it('should fail for an unknown or empty queue, save the others, and create nothing', async () => {
    const file = join(directory, 'unknown.jsonl');
    const unknown = await queue('backup', '--file', file);
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      'There is no queue "default" in Redis: set --queues or QUEUE_NAME to an existing one, or use --allow-empty.\n',
    ]);
    await issue('diamant', 1);
    const some = await queue('backup', '--queues', 'nothing,diamant', '--create-container');
    expect([some.code, some.stdout]).toEqual([1, expect.stringMatching(/^diamant: 1 tickets/)]);
    expect((await queue('close-day', '--queues', 'nothing')).code).toBe(1);
    expect((await queue('close-day', '--queues', 'nothing', '--allow-empty')).code).toBe(0);
    expect((await queue('backup', '--queues', 'nothing', '--file', file, '--allow-empty')).code).toBe(0);
    await issue('vide', 1, { day: '2026-01-05', series: '2026-01-05' });
    await queue('close-day', '--queues', 'vide');
    const empty = await queue('backup', '--queues', 'vide', '--file', join(directory, 'vide.jsonl'));
    expect([empty.code, empty.stderr]).toEqual([
      1,
      'The queue "vide" has no tickets: nothing was saved. Use --allow-empty to save it anyway.\n',
    ]);
    const own = { ...process.env, QUEUE_STORE: 'sqlite', QUEUE_DIRECTORY: directory, QUEUE_NAME: 'mistyped' };
    for (const command of ['backup', 'close-day']) {
      const args = ['service/commands/queue.ts', command, ...(command === 'backup' ? ['--file', file] : [])];
      const { code, stderr } = await runCommand(process.execPath, args, { env: own });
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^There is no queue "mistyped" in QUEUE_DIRECTORY/)]);
    }
    expect(existsSync(join(directory, 'mistyped.sqlite'))).toBe(false);
  });

  it('should report what is wrong with the container, and how to fix it', async () => {
    environment['QUEUE_BACKUP_CONTAINER'] = 'not-there';
    for (const args of [['list'], ['backup', '--queues', 'rubis'], ['restore', '--latest', '--queues', 'rubis']]) {
      const { code, stderr } = await queue(...args);
      expect([args, code, stderr]).toEqual([
        args,
        1,
        expect.stringMatching(/^The container QUEUE_BACKUP_CONTAINER does not exist/),
      ]);
    }
    delete environment['QUEUE_BACKUP_CONTAINER'];
    const none = await queue('list', '--queues', 'nothing');
    expect([none.code, none.stderr]).toEqual([1, 'The queue "nothing" has no backups yet.\n']);
    for (const args of [['key', '--help'], ['--help']]) {
      const help = await queue(...args);
      expect([help.code, help.stdout]).toEqual([0, expect.stringMatching(/^usage: npm run queue/)]);
    }
  });

  it('should end open tickets of earlier days, and delete ended ones', async () => {
    await issue('emeraude', 2, { day: '2026-01-05', series: '2026-01-05' });
    await issue('emeraude', 1);
    expect((await queue('close-day', '--queues', 'emeraude')).stdout).toMatch(
      /^emeraude: 2 tickets from .+ closed, 2 deleted\n$/,
    );
    const store = new RedisTicketStore(redis.connect(), 'emeraude');
    expect((await store.snapshot()).waiting).toBe(1);
    await store.close();
  });

  it('should report that the storage does not respond', async () => {
    environment['REDIS_PORT'] = '1';
    const { code, stderr } = await queue('close-day', '--queues', 'rubis');
    environment['REDIS_PORT'] = String(redis.port);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^The queue is unavailable: /)]);
  });

  it.each([
    [[], /^Specify one command\.[^]*usage:/],
    [['bogus'], /^Unknown command "bogus": use one of key, backup, list, restore, close-day\.\n$/],
    [['constructor'], /^Unknown command "constructor"/],
    [['list', 'backup'], /^Specify one command\./],
    [['restore'], /restore requires one of --blob <name>, --latest and --file <path>/],
    [['restore', '--blob', 'rubis/none.jsonl'], /There is no backup rubis\/none\.jsonl/],
    [['backup', '--queues', 'Rubis!'], /"Rubis!", which is not a valid queue path/],
    [['key', '--name', 'x', '--scopes', 'king'], /of take, read, desk, supervisor/],
    [['backup', '--colour', 'red'], /Unknown option '--colour'/],
  ])('should report what is wrong with %j', async (args, message) => {
    const { code, stderr } = await queue(...args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  });
});

describe(readBackup.name, () => {
  const bytes = writeBackup({ queue: 'rubis', at: 0, tickets: [], counters: { event: 3 } });

  it('should read what was written', () => {
    expect(readBackup(bytes)).toEqual({ queue: 'rubis', at: 0, tickets: [], counters: { event: 3 } });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['another file', Buffer.from('{"a":1}\n')],
    ['half of one', bytes.subarray(0, bytes.length / 2)],
    ['one without its end', bytes.subarray(0, bytes.lastIndexOf('\n', bytes.length - 2) + 1)],
  ])('should reject %s', (_, wrong) => {
    expect(() => readBackup(wrong)).toThrow(BackupError);
  });
});
