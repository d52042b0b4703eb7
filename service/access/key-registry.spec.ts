import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { InvalidKeyRequestError, KeyNotFoundError, KeyNotRotatableError, TooManyKeysError } from './access.errors.ts';
import type { ApiKeys } from './api-keys.ts';
import { hashOf, idOf } from './api-keys.ts';
import { KeyRegistry } from './key-registry.ts';
import type { KeyRequest } from './key-registry.ts';
import { MAX_KEYS } from './stores/access-store.ts';
import { SqliteAccessStore } from './stores/sqlite.access-store.ts';

const HOUR = 3_600_000;
const SCOPES = { desk: { resource: 'queue' }, admin: { resource: 'installation' } };

describe(KeyRegistry.name, () => {
  let now = Date.parse('2026-11-21T08:00:00Z');
  let store: SqliteAccessStore;
  let registry: KeyRegistry;
  beforeEach(() => {
    store = new SqliteAccessStore(':memory:', () => now);
    registry = new KeyRegistry(store, SCOPES, () => now);
  });
  afterEach(() => store.close());

  it('should create a key, of which only the hash and the first characters are stored', async () => {
    expect(registry.scopes).toEqual(['desk', 'admin']);
    const request = { name: 'reception', scopes: ['desk'], only: { queue: ['rubis'] }, days: 2 };
    const { key, entry } = await registry.create(request, 'user:ada');
    expect(key).toMatch(/^kq_[\w-]{43}$/);
    const sha256 = hashOf(key).toString('hex');
    expect(entry).toEqual({
      id: idOf(sha256),
      name: 'reception',
      kind: 'key',
      prefix: key.slice(0, 9),
      sha256,
      scopes: ['desk'],
      only: { queue: ['rubis'] },
      createdAt: now,
      createdBy: 'user:ada',
      expiresAt: now + 48 * HOUR,
    });
    expect((await store.state()).keys).toEqual([entry]);
    expect(JSON.stringify(await store.state())).not.toContain(key);
    const unlimited = await registry.create({ name: 'all', scopes: ['desk'] }, 'user:ada');
    expect([unlimited.entry.only, unlimited.entry.expiresAt]).toEqual([{}, undefined]);
  });

  it('should list keys without their hashes, newest first, with their last use', async () => {
    const { entry: first } = await registry.create({ name: 'first', scopes: ['desk'] }, 'user:ada');
    now += 1;
    await registry.create({ name: 'second', scopes: ['desk'] }, 'user:ada');
    await store.markUsed(first.id, now);
    const listed = await registry.list();
    expect(listed.map(({ name, lastUsedAt }) => [name, lastUsedAt])).toEqual([
      ['second', undefined],
      ['first', now],
    ]);
    expect(JSON.stringify(listed)).not.toContain(first.sha256);
    expect(listed.map((key) => 'lastUsedAt' in key)).toEqual([false, true]);
  });

  it('should list when keys expire, and those of the keys file last', async () => {
    const { entry } = await registry.create({ name: 'one', scopes: ['desk'], days: 1 }, 'user:ada');
    const { sha256, ...shown } = entry;
    expect(sha256).toMatch(/^[\da-f]{64}$/);
    const filed = { name: 'status', sha256: 'ab'.repeat(32), scopes: ['desk'], queues: ['rubis'] };
    const file = { entries: [filed] } as unknown as ApiKeys;
    const { name, scopes } = filed;
    expect(await registry.list(file)).toEqual([
      shown,
      { id: 'abababababab', kind: 'file', name, scopes, only: { queue: ['rubis'] } },
    ]);
    await registry.revoke(entry.id);
    await registry.create({ name: 'two', scopes: ['desk'] }, 'user:ada');
    expect((await registry.list()).map((key) => 'expiresAt' in key)).toEqual([false]);
  });

  const NAME = 'the name must have 1 to 64 letters, digits, dots, hyphens and underscores';
  const UNKNOWN = 'the scopes must be one or more of desk, admin';
  const DAYS = 'the days must be an integer from 1 to 3650';
  it.each<[Partial<KeyRequest>, string | undefined]>([
    [{}, undefined],
    [{ name: 'A.b_c-4'.padEnd(64, 'x') }, undefined],
    [{ name: '' }, NAME],
    [{ name: 'x'.repeat(65) }, NAME],
    [{ name: 'x y' }, NAME],
    [{ scopes: [] }, UNKNOWN],
    [{ scopes: ['desk', 'king'] }, UNKNOWN],
    [{ scopes: ['toString'] }, UNKNOWN],
    [{ scopes: ['desk', 'admin'] }, undefined],
    [{ only: { queue: ['rubis'] } }, undefined],
    [{ scopes: ['admin'], only: {} }, undefined],
    [
      { scopes: ['admin'], only: { queue: ['rubis'] } },
      'queues cannot limit the scope admin, which is for the whole installation',
    ],
    [{ days: 1 }, undefined],
    [{ days: 3650 }, undefined],
    ...[0, -1, 1.5, 3651, Number.NaN].map((days): [Partial<KeyRequest>, string] => [{ days }, DAYS]),
  ])('should judge %j: %s', async (change, problem) => {
    const request = { name: 'reception', scopes: ['desk'], ...change };
    expect(registry.problemOf(request)).toBe(problem);
    const created = registry.create(request, 'user:ada');
    if (problem === undefined) expect((await created).entry.name).toBe(request.name);
    else await expect(created).rejects.toEqual(new InvalidKeyRequestError(problem));
  });

  it.each([
    [undefined, 24, undefined],
    [30, 24, 30 * 24],
    // A key that expires sooner is not extended by its rotation.
    [1, 14, 24],
  ])('should rotate a key that is valid for %s days with an overlap of %d hours', async (days, left, lifetime) => {
    const { key: oldKey, entry: old } = await registry.create(
      { name: 'reception', scopes: ['desk'], days },
      'user:ada',
    );
    now += 10 * HOUR;
    const { key, entry } = await registry.rotate(old.id, 'user:eve');
    expect(key).not.toBe(oldKey);
    expect(entry).toMatchObject({ name: 'reception', scopes: ['desk'], createdAt: now, createdBy: 'user:eve' });
    expect([entry.prefix, entry.sha256]).toEqual([key.slice(0, 9), hashOf(key).toString('hex')]);
    expect(entry.expiresAt).toBe(lifetime === undefined ? undefined : now + lifetime * HOUR);
    const kept = (await store.state()).keys.find(({ id }) => id === old.id);
    expect(kept).toEqual({ ...old, expiresAt: now + left * HOUR });
  });

  it('should not rotate a device or an expired key', async () => {
    const { entry } = await registry.create({ name: 'reception', scopes: ['desk'], days: 1 }, 'user:ada');
    const device = { ...entry, id: 'device', kind: 'device' as const };
    await store.saveKey(device);
    await expect(registry.rotate(device.id, 'user:ada')).rejects.toThrow(KeyNotRotatableError);
    now += 24 * HOUR - 1;
    await registry.rotate(entry.id, 'user:ada');
    now += 1;
    await expect(registry.rotate(entry.id, 'user:ada')).rejects.toThrow(KeyNotRotatableError);
  });

  it('should not let a key come back, or have a successor, that somebody revokes meanwhile', async () => {
    const { entry } = await registry.create({ name: 'reception', scopes: ['desk'] }, 'user:ada');
    const { entry: other } = await registry.create({ name: 'other', scopes: ['desk'] }, 'user:ada');
    jest.spyOn(store, 'replaceKey').mockImplementation(async () => !(await store.deleteKey(entry.id)));
    await expect(registry.rotate(entry.id, 'user:ada')).rejects.toThrow(KeyNotFoundError);
    expect((await store.state()).keys).toEqual([other]);
    expect(await registry.find(other.id)).toEqual(other);
    jest.spyOn(store, 'deleteKey').mockResolvedValue(false);
    await expect(registry.revoke(other.id)).rejects.toThrow(KeyNotFoundError);
  });

  it('should revoke a key once', async () => {
    const { entry } = await registry.create({ name: 'reception', scopes: ['desk'] }, 'user:ada');
    expect(await registry.revoke(entry.id)).toEqual(entry);
    expect(await registry.list()).toEqual([]);
    for (const change of [registry.revoke(entry.id), registry.rotate(entry.id, 'user:ada'), registry.find(entry.id)])
      await expect(change).rejects.toThrow(KeyNotFoundError);
  });

  it('should limit the number of keys, of which expired ones make room', async () => {
    const request = { name: 'reception', scopes: ['desk'] };
    const { entry } = await registry.create({ ...request, days: 1 }, 'user:ada');
    for (let count = 1; count < MAX_KEYS; count++) await store.saveKey({ ...entry, id: String(count) });
    await expect(registry.create(request, 'user:ada')).rejects.toThrow(TooManyKeysError);
    await expect(registry.rotate(entry.id, 'user:ada')).rejects.toThrow(TooManyKeysError);
    await store.saveKey({ ...entry, id: '1', expiresAt: now });
    await store.saveKey({ ...entry, id: '2', expiresAt: now });
    await registry.revoke('4');
    await registry.create(request, 'user:ada');
    expect((await store.state()).keys).toHaveLength(MAX_KEYS);
    const fresh = await registry.create(request, 'user:ada');
    const ids = new Set((await store.state()).keys.map(({ id }) => id));
    expect([ids.size, ids.has('1'), ids.has('2'), ids.has('3'), ids.has(fresh.entry.id)]).toEqual([
      MAX_KEYS - 1,
      false,
      false,
      true,
      true,
    ]);
  });
});
