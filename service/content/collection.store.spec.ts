import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { TimeZone } from '../common/time-zone.ts';
import { eventually } from '../test/eventually.ts';
import { ScriptedSource } from '../test/scripted-source.ts';
import { CollectionStore } from './collection.store.ts';
import type { RefreshOutcome, StoreContext } from './store-context.ts';
import { collection as news } from './collections/news.collection.ts';
import { SnapshotDirectory } from './content.snapshot.ts';
import { documentLimits } from './documents/document-limits.ts';
import { SourceError } from './sources/content-source.ts';
import type { SourceAnswer } from './sources/content-source.ts';
import { Offload } from './worker/offload.ts';

describe('CollectionStore', () => {
  const HOUR = 3_600_000;
  let directory: string;
  let source: ScriptedSource;
  let now: number;
  let outcomes: RefreshOutcome[];
  let changes: number;
  let log: { level: string; msg: string; reason?: string }[];
  let stores: CollectionStore[];

  const create = (context: Partial<StoreContext> = {}): CollectionStore => {
    const store = new CollectionStore(news, {
      source,
      snapshots: new SnapshotDirectory(directory, source.description),
      offload: new Offload(new URL('./collections/', import.meta.url), documentLimits(65_536)),
      limits: { maxBytes: 65_536, timeoutMs: 50, tries: 1 },
      ttlMs: HOUR,
      logger: pino(
        { formatters: { level: (level) => ({ level }) } },
        { write: (line: string) => log.push(JSON.parse(line) as (typeof log)[number]) },
      ),
      now: () => now,
      zone: new TimeZone('UTC'),
      onChange: () => changes++,
      onRefresh: (_collection, outcome) => outcomes.push(outcome),
      ...context,
    });
    stores.push(store);
    return store;
  };
  const title = (store: CollectionStore): string | undefined => store.copy?.list.items[0]?.title;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kiosque-store-'));
    source = new ScriptedSource();
    now = 1_000_000_000;
    outcomes = [];
    changes = 0;
    log = [];
    stores = [];
  });

  afterEach(async () => {
    for (const store of stores) store.stop();
    await rm(directory, { recursive: true });
  });

  it("should serve the source's document, and refresh it conditionally", async () => {
    source.found('A', 'tag');
    const store = create();
    await store.start();
    now += 1000;
    const asked = now;
    source.answer = () => {
      // The answer takes its time: what it says was so when the source was asked.
      now += 500;
      return Promise.resolve({ kind: 'unchanged' });
    };
    await store.refresh();
    expect(source.requests).toEqual(['news.json -', 'news.json tag']);
    expect(outcomes).toEqual(['changed', 'unchanged']);
    expect(store.validatedAt).toBe(asked);
    expect(title(store)).toBe('A');
  });

  it('should try the candidates in order', async () => {
    const store = create();
    await store.start();
    expect(source.requests).toEqual(['news.json -', 'news.yaml -', 'news.yml -']);
    expect([store.isAbsent, changes]).toEqual([true, 1]);
    source.found('A');
    await store.refresh();
    expect([store.isAbsent, changes]).toEqual([false, 2]);
    source.found('A', 'another tag of the same bytes');
    await store.refresh();
    expect([outcomes, changes]).toEqual([['absent', 'changed', 'unchanged'], 2]);
  });

  it.each<[string, () => Promise<SourceAnswer>, RefreshOutcome, string]>([
    ['unreachable', () => Promise.reject(new SourceError('unreachable', 'no route')), 'failed', 'unreachable'],
    ['silent', () => new Promise(() => undefined), 'failed', 'timeout'],
    ['forbidding', () => Promise.reject(new SourceError('forbidden', '403')), 'failed', 'forbidden'],
    ['broken', () => Promise.reject(new TypeError('bug')), 'failed', 'internal'],
    [
      'talking nonsense',
      () =>
        Promise.resolve({
          kind: 'found',
          document: { name: 'news.json', bytes: Buffer.from('<html>'), etag: 'x', lastModified: new Date() },
        }),
      'refused',
      'invalid-document',
    ],
  ])('should keep the last good copy while the source is %s, and recover', async (_how, answer, outcome, kind) => {
    source.found('A');
    const store = create();
    await store.start();
    source.answer = answer;
    for (let attempt = 0; attempt < 3; attempt++) await store.refresh();
    expect(outcomes).toEqual(['changed', outcome, outcome, outcome]);
    expect(store.failure?.kind).toBe(kind);
    expect(title(store)).toBe('A');
    expect(store.isStale(now + HOUR)).toBe(false);
    expect(store.isStale(now + HOUR + 1)).toBe(true);
    source.found('B');
    await store.refresh();
    expect(title(store)).toBe('B');
    expect(store.failure).toBeUndefined();
    expect(log.map(({ level }) => level)).toEqual(['info', 'warn', 'info']);
  });

  it('should notify listeners that the copy became stale while the source hangs', async () => {
    source.found('A');
    const store = create({ ttlMs: 50, now: Date.now, limits: { maxBytes: 65_536, timeoutMs: 60_000, tries: 1 } });
    await store.start();
    const hanging = Promise.withResolvers<SourceAnswer>();
    source.answer = () => hanging.promise;
    const refreshing = store.refresh();
    // It was loaded, and then it became stale.
    await eventually(() => {
      expect(changes).toBe(2);
    }, 2000);
    expect(store.isStale(Date.now())).toBe(true);
    expect(outcomes).toEqual(['changed']);
    hanging.resolve({ kind: 'unchanged' });
    await refreshing;
  });

  it('should only drop a document that the source reports as absent', async () => {
    source.found('A');
    const store = create();
    await store.start();
    source.answer = () => Promise.resolve({ kind: 'absent' });
    await store.refresh();
    expect(store.copy).toBeUndefined();
    expect(store.isAbsent).toBe(true);
    expect(await readdir(directory)).toEqual([]);
    source.answer = () => Promise.reject(new SourceError('unreachable', 'no route'));
    await store.refresh();
    expect(store.isAbsent).toBe(true);
  });

  it('should share one refresh between concurrent callers', async () => {
    source.found('A');
    const store = create();
    await Promise.all([store.refresh(), store.refresh(), store.refresh()]);
    expect(source.requests).toHaveLength(1);
  });

  it('should refresh again after a hint during a refresh', async () => {
    source.found('A');
    const store = create();
    const first = store.refresh();
    store.refreshSoon();
    await first;
    await eventually(() => {
      expect(outcomes).toEqual(['changed', 'unchanged']);
    }, 1000);
  });

  it('should serve its snapshot after a restart during an outage, with its real age', async () => {
    source.found('A');
    const first = create();
    await first.start();
    source.answer = () => Promise.resolve({ kind: 'unchanged' });
    now += HOUR;
    await first.refresh();
    const confirmed = now;
    source.answer = () => Promise.reject(new SourceError('unreachable', 'no route'));
    now += HOUR / 2;
    changes = 0;
    const restarted = create();
    await restarted.start();
    expect(title(restarted)).toBe('A');
    expect(restarted.failure?.kind).toBe('unreachable');
    expect(restarted.validatedAt).toBe(confirmed);
    expect(changes).toBe(1);
  });

  it.each<[string, (content: Buffer) => Buffer]>([
    ['flipped', (content) => Buffer.concat([content.subarray(0, -2), Buffer.from('XX')])],
    ['cut', (content) => content.subarray(0, 20)],
  ])('should not use a snapshot whose bytes were %s', async (_how, damage) => {
    source.found('A');
    await create().start();
    const file = join(directory, 'news.snapshot');
    await writeFile(file, damage(await readFile(file)));
    source.answer = () => Promise.reject(new SourceError('unreachable', 'no route'));
    const restarted = create();
    await restarted.start();
    expect(restarted.copy).toBeUndefined();
    expect(log.some(({ msg }) => msg === 'snapshot not used')).toBe(true);
  });

  it('should serve a document whose snapshot cannot be written', async () => {
    source.found('A');
    const file = join(directory, 'file');
    await writeFile(file, '');
    const store = create({ snapshots: new SnapshotDirectory(file, source.description) });
    await store.start();
    expect([title(store), outcomes]).toEqual(['A', ['changed']]);
    expect(log.map(({ msg }) => msg)).toContain('snapshot not written');
  });
});
