import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NOON, actor, effects, finding, lines } from '../../test/given-finding.ts';
import { SecurityLogRedis, SecurityLogSqlite } from '../../test/security-log-media.ts';
import type { SecurityLogMedium } from '../../test/security-log-media.ts';
import type { LineQueue } from '../line-queue/line-queue.ts';
import type { SecurityLogStores } from '../stores/create-stores.ts';
import type { ActorRecord, Finding } from './finding.ts';
import type { FindingStore } from './finding-store.ts';

const HOUR_MS = 3_600_000;
const ALL = { from: -Infinity, to: Infinity };
const PAGE = { offset: 0, limit: 100 };

describe.each([
  ['SQLite', new SecurityLogSqlite()],
  ['Redis', new SecurityLogRedis()],
])('Findings in %s', (_, medium: SecurityLogMedium) => {
  let stores: SecurityLogStores;
  let queue: LineQueue;
  let store: FindingStore;
  beforeAll(() => medium.start());
  afterAll(() => medium.stop());
  beforeEach(async () => {
    await medium.clear();
    stores = medium.open();
    ({ queue, findings: store } = stores);
  });
  afterEach(() => queue.close());

  async function given(findings: readonly Finding[], actors: readonly ActorRecord[] = []): Promise<void> {
    await queue.append(lines());
    const batches = await queue.read(1000, AbortSignal.timeout(5000));
    const read = { read: 1, unreadable: 1, example: 'odd 192.0.2.7', newest: NOON, format: undefined };
    const all = effects({ findings, actors, read: new Map([['http:edge', read]]) });
    expect(await queue.commit(batches, all)).toBe('stored');
  }
  const listed = async (...filter: Parameters<FindingStore['list']>): Promise<string[]> =>
    (await store.list(...filter)).findings.map(({ id }) => id);

  it('should list newest first, by page, and everything oldest first', async () => {
    const all = Array.from({ length: 450 }, (_unused, index) => finding({ first: NOON + index * 1000 }));
    await given(all.slice(100));
    await given(all.slice(0, 100));
    const { total, findings } = await store.list(ALL, { offset: 3, limit: 2 });
    expect([total, findings.map(({ first }) => (first - NOON) / 1000)]).toEqual([450, [446, 445]]);
    const each: Finding[] = [];
    for await (const one of store.each(ALL)) each.push(one);
    expect(each.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  });

  it('should find those with a hit in a range, of a kind, level and source', async () => {
    const long = finding({ id: 'long', first: NOON, last: NOON + 5 * HOUR_MS, level: 'attack' });
    const short = finding({
      id: 'short',
      first: NOON + 3 * HOUR_MS,
      kind: 'virus',
      source: 'file:/var/log/clamav.log',
    });
    await given([long, short]);
    const at = (hour: number): { from: number; to: number } => ({
      from: NOON + hour * HOUR_MS,
      to: NOON + (hour + 1) * HOUR_MS,
    });
    expect(await listed(at(-1), PAGE)).toEqual([]);
    expect(await listed(at(0), PAGE)).toEqual(['long']);
    expect(await listed(at(2), PAGE)).toEqual([]);
    expect(await listed(at(3), PAGE)).toEqual(['short']);
    expect(await listed(at(5), PAGE)).toEqual(['long']);
    expect(await listed({ from: NOON - HOUR_MS, to: NOON }, PAGE)).toEqual([]);
    expect(await listed({ ...ALL, kind: 'virus' }, PAGE)).toEqual(['short']);
    expect(await listed({ ...ALL, level: 'attack' }, PAGE)).toEqual(['long']);
    expect(await listed({ ...ALL, source: '192.0.2.7' }, PAGE)).toEqual(['long']);
  });

  it('should replace a finding that changed, and list it by its last hit', async () => {
    await given([finding({ id: 'a' }), finding({ id: 'b', first: NOON + 1 })]);
    await given([finding({ id: 'a', last: NOON + 2, count: 2 })]);
    expect(await listed(ALL, PAGE)).toEqual(['a', 'b']);
    expect(await store.find('a')).toMatchObject({ count: 2 });
    expect(await store.find('none')).toBeUndefined();
  });

  it('should erase an address: findings, state, and what quotes it', async () => {
    const evidence = [
      { time: NOON, origin: 'file:/a', line: 'Failed password for root from 192.0.2.7 port 22' },
      { time: NOON, origin: 'file:/a', line: 'Failed password for root from 192.0.2.77 port 22' },
    ];
    const own = finding({ id: 'own' });
    const other = finding({ id: 'other', source: 'user:root', evidence, targets: ['192.0.2.7', '198.51.100.1'] });
    const actors = [
      actor(),
      actor({ key: 'user:root', state: '{"addresses":["192.0.2.7"]}' }),
      actor({ key: 'address:192.0.2.77' }),
    ];
    await given([own, other], actors);
    await queue.append(lines({ lines: ['192.0.2.7 - -', '192.0.2.8 - -'] }));
    const [batch] = await queue.read(10, AbortSignal.timeout(5000));
    if (batch === undefined) throw new Error('not read');
    await queue.bury(batch, 'bad');
    expect(await store.erase('192.0.2.7')).toBe(1);
    expect(await listed(ALL, PAGE)).toEqual(['other']);
    expect(await store.find('other')).toMatchObject({ evidence: [evidence[1]], targets: ['198.51.100.1'] });
    const keys = actors.map(({ key }) => key);
    expect((await store.actors(keys)).map(({ key }) => key)).toEqual(['address:192.0.2.77']);
    expect((await queue.deadLetters(10)).map((letter) => letter.lines)).toEqual([['', '192.0.2.8 - -']]);
    expect((await store.origins()).get('http:edge')).toEqual({ read: 1, unreadable: 1, newest: NOON });
    expect(await store.erase('192.0.2.7')).toBe(0);
  });

  it('should erase the /64 of an IPv6 address, in any notation', async () => {
    const source = '2001:db8:1:2::/64';
    const evidence = [{ time: NOON, origin: 'file:/a', line: '[2001:db8:1:2::aa]:443 was here' }];
    const own = finding({ id: 'own', source });
    const other = finding({ id: 'other', source: 'user:root', evidence });
    await given([own, other], [actor({ key: `address:${source}` }), actor({ key: 'address:2001:db8:1:3::/64' })]);
    expect(await store.erase('2001:DB8:1:2:0:0:0:7')).toBe(1);
    expect(await store.find('other')).toMatchObject({ evidence: [] });
    const left = await store.actors([`address:${source}`, 'address:2001:db8:1:3::/64']);
    expect(left.map(({ key }) => key)).toEqual(['address:2001:db8:1:3::/64']);
  });

  it('should purge findings by their last hit, evidence by its time, and idle actors', async () => {
    const evidence = [1, 2].map((time) => ({ time: NOON + time, origin: 'file:/a', line: `line ${time}` }));
    const all = Array.from({ length: 1200 }, (_unused, index) =>
      finding({ id: `old-${index}`, first: NOON - index - 1 }),
    );
    await given([...all, finding({ id: 'new', evidence })], [actor(), actor({ key: 'user:a', last: NOON + 1 })]);
    expect(await store.purge({ findings: NOON, lines: NOON + 2, actors: NOON + 1 })).toBe(1200);
    expect(await listed(ALL, PAGE)).toEqual(['new']);
    expect(await store.find('new')).toMatchObject({ evidence: [evidence[1]] });
    const left = await store.actors(['address:192.0.2.7', 'user:a']);
    expect(left.map(({ key }) => key)).toEqual(['user:a']);
    expect(await store.purge({ findings: NOON, lines: NOON + 2, actors: NOON + 1 })).toBe(0);
  });

  it('should restore findings of a backup, and keep those that exist', async () => {
    await given([finding({ id: 'a', count: 5 })]);
    const saved = [finding({ id: 'a' }), finding({ id: 'b', first: NOON + 1 })];
    expect(await store.restore(saved)).toBe(1);
    expect(await listed(ALL, PAGE)).toEqual(['b', 'a']);
    expect(await store.find('a')).toMatchObject({ count: 5 });
    expect(await store.restore(saved)).toBe(0);
  });
});
