import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyNotFoundError, TooManyKeysError } from './access.errors.ts';
import { hashOf, idOf } from './api-keys.ts';
import { KeyRegistry } from './key-registry.ts';
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
