import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { readConfiguration } from '../configuration.ts';
import type { Finding } from '../security-log/findings/finding.ts';
import { createStores } from '../security-log/stores/create-stores.ts';
import type { SecurityLogStores } from '../security-log/stores/create-stores.ts';
import { NOON, effects, finding, lines } from '../test/given-finding.ts';
import { RedisServer } from '../test/redis.ts';
import { runCommand } from '../test/run-command.ts';
import type { Ended } from '../test/run-command.ts';

const ALL = { from: 0, to: Infinity };
const SCRIPT = 'service/commands/security-store.ts';

describe.each(['sqlite', 'redis'])('The command security-store on %s', (store) => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-security-store-'));
  const file = join(directory, 'findings.jsonl');
  let redis: RedisServer | undefined;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    redis = store === 'redis' ? await RedisServer.start() : undefined;
    environment = {
      SECURITY_LOG_STORE: store,
      SECURITY_LOG_DIRECTORY: directory,
      ...(redis && { REDIS_PORT: String(redis.port) }),
    };
  });
  afterAll(async () => {
    await redis?.stop();
    rmSync(directory, { recursive: true });
  });

  const run = (...args: string[]): Promise<Ended> =>
    runCommand(process.execPath, [SCRIPT, ...args], {
      env: { PATH: process.env['PATH'], ...environment },
    });
  async function withStores<Result>(work: (stores: SecurityLogStores) => Promise<Result>): Promise<Result> {
    const stores = await createStores(readConfiguration(environment), pino({ level: 'silent' }));
    try {
      return await work(stores);
    } finally {
      await stores.queue.close();
    }
  }
  const found = (): Promise<readonly Finding[]> =>
    withStores(async ({ findings }) => (await findings.list(ALL, { offset: 0, limit: 10 })).findings);

  it('should back up findings and restore them, and erase a source', async () => {
    const virus = { path: '/a', signature: 'Test.Signature' };
    const all = [finding({ id: 'a', reason: 'because' }), finding({ id: 'b', first: NOON + 1, source: 'x', virus })];
    await withStores(({ findings }) => findings.restore(all));
    const before = await found();
    expect(await run('backup', '--file', file)).toMatchObject({ code: 0, stdout: '2 findings backed up\n' });
    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8').split('\n').length]).toEqual([0o600, 3]);
    expect(await run('erase', '192.0.2.7')).toMatchObject({ code: 0, stdout: '1 findings of 192.0.2.7 erased\n' });
    expect((await found()).map(({ id }) => id)).toEqual(['b']);
    expect(await run('restore', '--file', file)).toMatchObject({ code: 0, stdout: '1 of 2 findings restored\n' });
    const restored = await found();
    expect(restored.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(restored.find(({ id }) => id === 'a')).toEqual(before.find(({ id }) => id === 'a'));
  });

  it('should restore nothing of a file that is not a backup', async () => {
    const other = join(directory, 'other');
    writeFileSync(other, `${JSON.stringify(finding({ id: 'new' }))}\n{"id": "x"}\n`);
    expect(await run('restore', '--file', other)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Line 2 of --file is not a finding: kind: /),
    });
    expect((await found()).map(({ id }) => id)).not.toContain('new');
  });

  it('should list origins, with a line that no format can read', async () => {
    const read = { read: 2, unreadable: 1, example: 'odd', newest: NOON, format: undefined };
    await withStores(async ({ queue }) => {
      await queue.append(lines());
      const batches = await queue.read(100, AbortSignal.timeout(5000));
      await queue.commit(batches, effects({ read: new Map([['http:edge', read]]) }));
    });
    const { stdout } = await run('origins');
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toEqual({
      origin: 'http:edge',
      read: 2,
      unreadable: 1,
      example: 'odd',
      newest: new Date(NOON).toISOString(),
    });
  });

  it('should list dead letters, and replay them', async () => {
    await withStores(async ({ queue }) => {
      for (const text of ['one', 'two', 'three']) await queue.append(lines({ lines: [text] }));
      for (const batch of await queue.read(100, AbortSignal.timeout(5000))) await queue.bury(batch, 'It is odd.');
    });
    const listed = await run('dead-letters');
    const letters = listed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; reason: string });
    expect(letters).toMatchObject(['one', 'two', 'three'].map((text) => ({ lines: [text], reason: 'It is odd.' })));
    expect((await run('replay', letters[1]?.id ?? '')).stdout).toBe('1 dead letters replayed\n');
    expect((await run('replay', '--all')).stdout).toBe('2 dead letters replayed\n');
    expect((await run('dead-letters')).stdout).toBe('');
    expect((await run('erase', '192.0.2.7')).stdout).toContain('3 lines wait to be analysed: repeat the command');
  });
});

describe('The command security-store', () => {
  it.each([
    [[], 'Specify a command: use one of origins, dead-letters, replay, erase, backup, restore.'],
    [['replay'], 'Specify the ids of dead letters, or --all.'],
    [['erase'], 'Specify one source'],
    [['erase', ''], 'Specify one source'],
    [['restore', '--file', '/none.jsonl'], "no such file or directory, open '/none.jsonl'"],
    [['backup'], 'Specify the file: --file <path>.'],
  ])('should explain what is wrong with %j', async (args, message) => {
    const directory = mkdtempSync(join(tmpdir(), 'kiosque-security-store-'));
    const env = { PATH: process.env['PATH'], SECURITY_LOG_DIRECTORY: directory };
    const ended = await runCommand(process.execPath, [SCRIPT, ...args], { env });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    rmSync(directory, { recursive: true });
  });
});
