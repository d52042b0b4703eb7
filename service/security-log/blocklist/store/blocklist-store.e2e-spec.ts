import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SecurityLogRedis, SecurityLogSqlite } from '../../../test/security-log-media.ts';
import type { SecurityLogMedium } from '../../../test/security-log-media.ts';
import { BlocklistUnavailableError } from '../../security-log.errors.ts';
import type { SecurityLogStores } from '../../stores/create-stores.ts';
import { NOTHING_PENDING, advance } from '../advance.ts';
import type { NewDecision } from '../decision.ts';
import type { BlocklistEntry } from '../entry.ts';
import { forgetSource } from '../forget-source.ts';
import type { BlocklistRecord, BlocklistStore } from './blocklist-store.ts';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const RECORD: BlocklistRecord = {
  version: 1,
  baseline: { day: 1, entries: 0 },
  pending: NOTHING_PENDING,
  notified: 0,
};

describe.each([
  ['SQLite', new SecurityLogSqlite()],
  ['Redis', new SecurityLogRedis()],
])('The blocklist in %s', (_, medium: SecurityLogMedium) => {
  const opened: SecurityLogStores[] = [];
  let store: BlocklistStore;
  beforeAll(() => medium.start());
  afterAll(() => medium.stop());
  beforeEach(async () => {
    await medium.clear();
    store = open();
  });
  afterEach(async () => {
    for (const { queue } of opened.splice(0)) await queue.close();
  });
  function open(): BlocklistStore {
    const stores = medium.open();
    opened.push(stores);
    return stores.blocklist;
  }
  const decide = (own: Partial<NewDecision> = {}, most = 100) => store.decide(decision(own), most);
  const networks = async (): Promise<string[]> =>
    (await store.decisions()).map(({ kind, network }) => `${kind} ${network}`);

  it('should be empty at first, and be read again only when it changed', async () => {
    expect(await store.read()).toEqual({ revision: 0, record: undefined, entries: [], held: [] });
    expect(await store.read(0)).toBeUndefined();
    expect(await store.replace(0, { record: RECORD, entries: [entry(1)], held: [entry(1), entry(2)] })).toBe(true);
    const stored = { revision: 1, record: RECORD, entries: [entry(1)], held: [entry(1), entry(2)] };
    expect(await store.read(0)).toEqual(stored);
    expect(await open().read()).toEqual(stored);
    expect(await store.read(1)).toBeUndefined();
  });

  it('should keep lists that a change does not have, and refuse a change of another revision', async () => {
    await store.replace(0, { record: RECORD, entries: [entry(1)], held: [entry(2)] });
    expect(await store.replace(0, { record: { ...RECORD, version: 9 } })).toBe(false);
    expect(await store.replace(1, { record: { ...RECORD, version: 2 }, held: [] })).toBe(true);
    expect(await store.read()).toMatchObject({ revision: 2, record: { version: 2 }, entries: [entry(1)], held: [] });
  });

  /** Adds an entry; false if somebody else changed the list, or if the storage is too busy. */
  const build = async (one: BlocklistStore, added: BlocklistEntry): Promise<boolean> => {
    try {
      const stored = await one.read();
      if (stored === undefined) throw new Error('nothing was read');
      const change = advance(stored, [...stored.entries, added], { now: NOW, growthFactor: 3 });
      return change !== undefined && (await one.replace(stored.revision, change));
    } catch (error) {
      if (error instanceof BlocklistUnavailableError) return false;
      throw error;
    }
  };

  it('should let one of several processes that build at the same time win each time', async () => {
    const stores = [store, open(), open(), open()];
    const won = await Promise.all(
      stores.map(async (one, index) => {
        let wins = 0;
        for (let turn = 0; turn < 10; turn++) {
          while (!(await build(one, entry(index * 10 + turn))));
          wins += 1;
        }
        return wins;
      }),
    );
    expect(won).toEqual([10, 10, 10, 10]);
    const stored = await store.read();
    expect(stored?.record?.version).toBe(Math.floor(NOW / 1000) + 39);
    expect(new Set(stored?.entries.map(({ network }) => network)).size).toBe(40);
  });

  it('should refuse a list that was built before a decision', async () => {
    const before = await store.read();
    await decide();
    expect(await store.replace(before?.revision ?? 0, { record: RECORD })).toBe(false);
  });

  it('should keep one decision of a kind for each network; an unblock ends a block', async () => {
    const first = await decide({ reason: 'first' });
    await decide({ network: '5.6.7.9' });
    const second = await decide({ reason: 'second' });
    expect(await networks()).toEqual(['block 5.6.7.9', 'block 5.6.7.8']);
    expect((second?.id ?? 0) > (first?.id ?? 0)).toBe(true);
    expect(await store.decisions()).toContainEqual({ ...decision({ reason: 'second' }), id: second?.id });
    await decide({ kind: 'unblock' });
    await decide({ kind: 'allow', network: '5.6.7.9' });
    expect(await networks()).toEqual(['block 5.6.7.9', 'unblock 5.6.7.8', 'allow 5.6.7.9']);
    await decide();
    expect(await networks()).toEqual(['block 5.6.7.9', 'unblock 5.6.7.8', 'allow 5.6.7.9', 'block 5.6.7.8']);
  });

  it('should end a decision once, and delete those that have expired', async () => {
    const made = await decide({ until: NOW + 1000 });
    expect(await store.end(made?.id ?? 0)).toEqual({ ...decision({ until: NOW + 1000 }), id: made?.id });
    expect(await store.end(made?.id ?? 0)).toBeUndefined();
    await decide({ until: NOW + 1000 });
    await decide({ network: '5.6.7.9', made: NOW + 1000 });
    expect(await networks()).toEqual(['block 5.6.7.9']);
  });

  it('should limit decisions, except those that take the place of others', async () => {
    for (const network of ['5.6.7.1', '5.6.7.2']) expect(await decide({ network }, 2)).toBeDefined();
    expect(await decide({ network: '9.9.9.9' }, 2)).toBeUndefined();
    expect(await decide({ network: '5.6.7.1', reason: 'again' }, 2)).toBeDefined();
    expect(await networks()).toEqual(['block 5.6.7.2', 'block 5.6.7.1']);
  });

  it('should forget what was decided about an address, but not what is allowed', async () => {
    for (const kind of ['block', 'unblock', 'allow', 'block'] as const) await decide({ kind });
    await decide({ network: '2600:1:2:3::/64' });
    await decide({ network: '5.6.7.0/24' });
    await forgetSource(store, '5.6.7.8');
    await forgetSource(store, '2600:1:2:3::7');
    await forgetSource(store, 'user:root');
    expect(await networks()).toEqual(['allow 5.6.7.8', 'block 5.6.7.0/24']);
  });
});

function decision(own: Partial<NewDecision> = {}): NewDecision {
  return { kind: 'block', network: '5.6.7.8', reason: 'é', author: 'key:a', made: NOW, until: undefined, ...own };
}

function entry(host: number): BlocklistEntry {
  return { network: `5.6.7.${String(host)}`, origin: 'detector', reasons: ['probe'], firstSeen: 1, lastSeen: 2 };
}
