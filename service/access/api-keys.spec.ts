import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { dump } from 'js-yaml';
import { pino } from 'pino';
import { ApiKeys, hashOf, idOf, keyEntry, newKey } from './api-keys.ts';

describe(ApiKeys.name, () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-keys-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  const file = join(directory, 'keys.yaml');
  const scopes = { desk: { resource: 'queue' }, read: { resource: 'list' }, write: { resource: 'list' } };
  let now = 0;
  let log: { level: number; msg: string; keys?: number }[] = [];

  function write(...entries: readonly object[]): void {
    writeFileSync(file, dump({ keys: entries }));
  }

  function read(): ApiKeys {
    log = [];
    const stream = { write: (line: string) => log.push(JSON.parse(line) as (typeof log)[number]) };
    return new ApiKeys(file, scopes, pino({}, stream), () => now);
  }

  function keysOf(...entries: readonly object[]): ApiKeys {
    write(...entries);
    return read();
  }

  it("should compare all 32 bytes of a key's hash", async () => {
    const key = newKey();
    const entry = keyEntry('reception', key, ['desk']);
    const nearly = Array.from({ length: 32 }, (_, index) => {
      const bytes = Buffer.from(entry.sha256, 'hex');
      bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
      return { ...entry, name: `byte-${String(index)}`, sha256: bytes.toString('hex') };
    });
    expect(await keysOf(...nearly).identify(key)).toBeUndefined();
    expect(await keysOf(...nearly, entry, ...nearly).identify(key)).toMatchObject({ name: 'key:reception' });
  });

  it('should only allow a scope on resources of its kind', async () => {
    const key = newKey();
    const actor = await keysOf(keyEntry('both', key, ['desk', 'read'], { list: ['denied'] })).identify(key);
    const asked = [
      ['desk', 'rubis'],
      ['read', 'denied'],
      ['read', 'rubis'],
      ['write', 'denied'],
      ['unknown', 'rubis'],
    ] as const;
    expect(asked.map(([scope, resource]) => actor?.allows(scope, resource))).toEqual([true, true, false, false, false]);
  });

  it('should look for a changed file once a second, and keep the last good keys while it is invalid', async () => {
    const [first, second] = [newKey(), newKey()];
    const keys = keysOf(keyEntry('first', first, ['desk']));
    expect([keys.description, keys.problem]).toEqual(['1 keys', undefined]);
    const known = async (): Promise<(string | undefined)[]> =>
      await Promise.all([first, second].map(async (key) => (await keys.identify(key))?.name));
    write(keyEntry('first', first, ['desk']), keyEntry('second', second, ['desk']));
    now += 999;
    expect(await known()).toEqual(['key:first', undefined]);
    now += 1;
    expect(keys.entries.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(await known()).toEqual(['key:first', 'key:second']);
    expect(log).toMatchObject([{ level: 30, msg: 'API keys reloaded', keys: 2 }]);
    for (let turn = 0; turn < 2; turn++) {
      writeFileSync(file, '{');
      now += 1000;
      expect(await known()).toEqual(['key:first', 'key:second']);
    }
    const problem = 'QUEUE_KEYS_FILE is not valid YAML or JSON: it must contain keys: a list of entries';
    expect(keys.problem).toContain(problem);
    expect(log.slice(1)).toMatchObject([
      { level: 50, msg: `${String(keys.problem)}; the previous keys remain in effect` },
    ]);
    write(keyEntry('second', second, ['desk']));
    now += 1000;
    expect(await known()).toEqual([undefined, 'key:second']);
    expect([keys.description, keys.problem, log.length]).toEqual(['1 keys', undefined, 3]);
    rmSync(file);
    now += 1000;
    expect(await known()).toEqual([undefined, 'key:second']);
    expect(keys.problem).toBe('QUEUE_KEYS_FILE cannot be read: ENOENT');
    now += 1000;
    await known();
    expect(log).toHaveLength(4);
  });

  it('should read the file only if it has changed', async () => {
    const keys = keysOf(keyEntry('x', newKey(), ['desk']));
    now += 1000;
    await keys.identify('x');
    expect(log).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['no keys', { keys: [] }, 'keys'],
    ['more than 1000 keys', { keys: Array(1001).fill(keyEntry('x', 'x', ['desk'])) }, 'keys'],
    ['other fields', { keys: [keyEntry('x', 'x', ['desk'])], other: 1 }, ''],
    ['an empty name', { keys: [keyEntry('', 'x', ['desk'])] }, 'keys.0.name'],
    ['a long name', { keys: [keyEntry('x'.repeat(65), 'x', ['desk'])] }, 'keys.0.name'],
    ['a name with spaces', { keys: [keyEntry('x', 'x', ['desk']), keyEntry('a b', 'x', ['desk'])] }, 'keys.1.name'],
    ['a short hash', { keys: [{ ...keyEntry('x', 'x', ['desk']), sha256: 'a'.repeat(63) }] }, 'keys.0.sha256'],
    ['a long hash', { keys: [{ ...keyEntry('x', 'x', ['desk']), sha256: 'a'.repeat(65) }] }, 'keys.0.sha256'],
    ['no scopes', { keys: [keyEntry('x', 'x', [])] }, 'keys.0.scopes'],
    ['an unknown scope', { keys: [keyEntry('x', 'x', ['king'])] }, 'keys.0.scopes.0'],
    ['a resource instead of a list', { keys: [{ ...keyEntry('x', 'x', ['desk']), queues: 'a' }] }, 'keys.0.queues'],
  ])('should reject a file with %s', (_, content, path) => {
    writeFileSync(file, dump(content));
    expect(read).toThrow(
      `QUEUE_KEYS_FILE is invalid at "${path}": it must contain keys: a list of entries with name, sha256, ` +
        'scopes (desk, read, write) and queues, lists; npm run queue -- key creates one',
    );
  });

  it('should accept names of 64 characters, and 1000 keys', () => {
    const entry = keyEntry('A.b_c-4'.padEnd(64, 'x'), 'x', ['desk']);
    expect(keysOf(...Array<object>(1000).fill(entry)).description).toBe('1000 keys');
  });

  it('should create keys of 256 random bits, and entries with their hashes', () => {
    const [one, other] = [newKey(), newKey()];
    expect(one).toMatch(/^kq_[\w-]{43}$/);
    expect(other).not.toBe(one);
    const sha256 = hashOf(one).toString('hex');
    expect(sha256).toMatch(/^[\da-f]{64}$/);
    expect(idOf(sha256)).toBe(sha256.slice(0, 12));
    expect(keyEntry('x', one, ['desk'])).toEqual({ name: 'x', sha256, scopes: ['desk'] });
    const limited = keyEntry('x', one, ['desk'], { queue: ['rubis'], list: [] });
    expect(limited).toEqual({ name: 'x', sha256, scopes: ['desk'], queues: ['rubis'] });
  });

  it('should reject a list of resources of another kind', () => {
    const entry = keyEntry('x', newKey(), ['desk'], { counter: ['1'] });
    expect(() => keysOf(entry)).toThrow('scopes (desk, read, write) and queues, lists;');
  });
});
