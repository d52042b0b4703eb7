import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RedisServer } from '../../test/redis.ts';
import { AccessStoreUnavailableError } from '../access.errors.ts';
import { MAX_PAIRINGS, MAX_PAIRINGS_PER_ADDRESS } from './access-store.ts';
import type { AccessStore, AuditEntry, ManagedKey, Pairing } from './access-store.ts';
import { RedisAccessStore } from './redis.access-store.ts';
import { SqliteAccessStore } from './sqlite.access-store.ts';

/** A storage that several processes open. */
interface Medium {
  start(): Promise<void>;
  open(now: () => number): AccessStore;
  /** Makes it stop responding, to the stores that are open. */
  break(store: AccessStore): Promise<void>;
  close(store: AccessStore): Promise<void>;
  stop(): Promise<void>;
}

class SqliteFiles implements Medium {
  readonly #directory = mkdtempSync(join(tmpdir(), 'kiosque-access-'));
  #count = 0;
  #broken: AccessStore | undefined;

  start(): Promise<void> {
    this.#count++;
    return Promise.resolve();
  }

  open(now: () => number): AccessStore {
    return new SqliteAccessStore(join(this.#directory, `${String(this.#count)}.sqlite`), now);
  }

  async break(store: AccessStore): Promise<void> {
    await this.close(store);
    this.#broken = store;
  }

  async close(store: AccessStore): Promise<void> {
    if (store !== this.#broken) await store.close();
  }

  stop(): Promise<void> {
    rmSync(this.#directory, { recursive: true });
    return Promise.resolve();
  }
}

class RedisMedium implements Medium {
  #server: RedisServer | undefined;

  async start(): Promise<void> {
    this.#server ??= await RedisServer.start();
    const redis = this.#server.connect();
    await redis.flushall();
    redis.disconnect();
  }

  open(now: () => number): AccessStore {
    if (this.#server === undefined) throw new Error('start was not called');
    return new RedisAccessStore(this.#server.connect(), now);
  }

  async break(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  async close(store: AccessStore): Promise<void> {
    await store.close();
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}

const KEY: ManagedKey = {
  id: '0123456789ab',
  name: 'reception',
  kind: 'key',
  prefix: 'kq_Zk3f9Q',
  sha256: '0123456789ab'.padEnd(64, '0'),
  scopes: ['desk'],
  only: { queue: ['rubis'] },
  createdAt: 1,
  createdBy: 'key:trial',
};
const ENTRY: AuditEntry = {
  at: 0,
  event: 'call',
  actor: 'key:reception',
  credential: KEY.id,
  resource: { kind: 'queue', name: 'rubis' },
  requestId: 'r-1',
  facts: { ticket: 'R-001', scopes: ['é'] },
};

describe.each<[string, () => Medium]>([
  [SqliteAccessStore.name, () => new SqliteFiles()],
  [RedisAccessStore.name, () => new RedisMedium()],
])('%s', (_, create) => {
  const medium = create();
  let now = Date.now();
  let store: AccessStore;
  let other: AccessStore;
  beforeEach(async () => {
    await medium.start();
    now = Date.now();
    store = medium.open(() => now);
    other = medium.open(() => now);
  });
  afterEach(async () => {
    await medium.close(store);
    await medium.close(other);
  });
  afterAll(async () => {
    await medium.stop();
  });

  function pairing(code: string, change: Partial<Pairing> = {}): Pairing {
    const device = { device: 'display', resource: 'rubis', sha256: KEY.sha256, prefix: KEY.prefix };
    return { code, ...device, address: '10.0.0.1', userAgent: 'Test', expiresAt: now + 1000, ...change };
  }

  it('should share keys between processes, replace them, and delete them with their last use', async () => {
    expect(await store.state()).toEqual({ keys: [], endedSessions: new Set() });
    await store.saveKey(KEY);
    await store.saveKey({ ...KEY, id: 'ba9876543210', expiresAt: 5 });
    await store.saveKey({ ...KEY, name: 'entrance' });
    const { keys } = await other.state();
    expect(keys.toSorted((left, right) => (left.id < right.id ? -1 : 1))).toEqual([
      { ...KEY, name: 'entrance' },
      { ...KEY, id: 'ba9876543210', expiresAt: 5 },
    ]);
    await store.markUsed(KEY.id, 7);
    await store.markUsed(KEY.id, 8);
    expect(await other.lastUses()).toEqual(new Map([[KEY.id, 8]]));
    expect([await other.deleteKey(KEY.id), await other.deleteKey(KEY.id)]).toEqual([true, false]);
    expect(await store.lastUses()).toEqual(new Map());
    expect((await store.state()).keys).toHaveLength(1);
  });

  it('should remember ended sessions until they would have expired', async () => {
    await store.endSession('one', now + 1000);
    await store.endSession('two', now + 2000);
    expect((await other.state()).endedSessions).toEqual(new Set(['one', 'two']));
    now += 1500;
    expect((await other.state()).endedSessions).toEqual(new Set(['two']));
    await other.endSession('three', now + 1000);
    expect((await store.state()).endedSessions).toEqual(new Set(['two', 'three']));
  });

  it('should find a pairing until it expires, and give it away once', async () => {
    expect(await store.addPairing(pairing('WDJBMJHT'))).toBe(true);
    expect(await other.addPairing(pairing('WDJBMJHT', { resource: 'saphir' }))).toBe(false);
    expect(await other.findPairing('WDJBMJHT')).toEqual(pairing('WDJBMJHT'));
    expect(await other.findPairing('XXXXXXXX')).toBeUndefined();
    const taken = await Promise.all([store, other, store, other].map((each) => each.takePairing('WDJBMJHT')));
    expect(taken.filter((one) => one !== undefined)).toEqual([pairing('WDJBMJHT')]);
    expect(await store.findPairing('WDJBMJHT')).toBeUndefined();

    await store.addPairing(pairing('BCDFGHJK'));
    now += 1000;
    expect(await store.findPairing('BCDFGHJK')).toBeUndefined();
    expect(await store.takePairing('BCDFGHJK')).toBeUndefined();
  });

  it('should limit pending pairings, of which expired ones make room', async () => {
    const from = (count: number): object => ({
      address: `10.0.0.${String(Math.floor(count / MAX_PAIRINGS_PER_ADDRESS))}`,
    });
    for (let count = 0; count < MAX_PAIRINGS; count++) {
      expect(await store.addPairing(pairing(`CODE${String(count)}`, from(count)))).toBe(true);
      // One address cannot keep others from pairing.
      if (count === MAX_PAIRINGS_PER_ADDRESS - 1)
        expect(await store.addPairing(pairing('SAME', from(count)))).toBe(false);
    }
    expect(await store.addPairing(pairing('ONEMORE', { address: '10.1.0.1' }))).toBe(false);
    now += 1000;
    expect(await store.addPairing(pairing('ONEMORE', { address: '10.1.0.1' }))).toBe(true);
    expect(await store.findPairing('ONEMORE')).toBeDefined();
  });

  it('should list audit entries of a range, newest first, page by page', async () => {
    await store.appendAudit([], 0);
    const from = Date.now();
    await store.appendAudit(
      ['a', 'b', 'c'].map((requestId) => ({ ...ENTRY, at: Date.now(), requestId })),
      0,
    );
    await other.appendAudit([{ ...ENTRY, at: Date.now(), requestId: 'd' }], 0);
    const range = { from, to: Date.now() + 1, limit: 3 };
    const first = await other.audit(range);
    expect(first.map(({ requestId }) => requestId)).toEqual(['d', 'c', 'b']);
    expect(first[0]).toEqual({ ...ENTRY, at: expect.any(Number), id: expect.any(String), requestId: 'd' });
    const rest = await store.audit({ ...range, before: first.at(-1)?.id });
    expect(rest.map(({ requestId }) => requestId)).toEqual(['a']);
    expect(await store.audit({ ...range, before: rest[0]?.id })).toEqual([]);
    expect(await store.audit({ ...range, to: from })).toEqual([]);
    expect(await store.audit({ ...range, from: Date.now() + 1, to: Date.now() + 1000 })).toEqual([]);
  });

  it('should delete exactly the audit entries that are too old', async () => {
    const everything = { from: 0, to: Date.now() + 60_000, limit: 1000 };
    await store.appendAudit(Array(120).fill({ ...ENTRY, at: Date.now() }), 0);
    const old = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await store.appendAudit([{ ...ENTRY, at: Date.now(), requestId: 'new' }], 0);
    expect(await store.audit(everything)).toHaveLength(121);
    await store.appendAudit([{ ...ENTRY, at: Date.now(), requestId: 'newest' }], old + 1);
    expect((await store.audit(everything)).map(({ requestId }) => requestId)).toEqual(['newest', 'new']);
  });

  it('should report that it is unavailable, whatever is asked', async () => {
    await medium.break(store);
    const asked: (() => Promise<unknown>)[] = [
      () => store.state(),
      () => store.saveKey(KEY),
      () => store.deleteKey(KEY.id),
      () => store.lastUses(),
      () => store.markUsed(KEY.id, 1),
      () => store.endSession('one', now + 1),
      () => store.addPairing(pairing('WDJBMJHT')),
      () => store.takePairing('WDJBMJHT'),
      () => store.findPairing('WDJBMJHT'),
      () => store.appendAudit([ENTRY], 0),
      () => store.audit({ from: 0, to: now, limit: 1 }),
    ];
    for (const ask of asked) await expect(ask()).rejects.toThrow(AccessStoreUnavailableError);
  });
});
