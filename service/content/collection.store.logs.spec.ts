import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { TimeZone } from '../common/time-zone.ts';
import { eventually } from '../test/eventually.ts';
import { ScriptedSource } from '../test/scripted-source.ts';
import { CollectionStore } from './collection.store.ts';
import type { StoreContext } from './store-context.ts';
import { collection as news } from './collections/news.collection.ts';
import { SnapshotDirectory } from './content.snapshot.ts';
import { documentLimits } from './documents/document-limits.ts';
import { SourceError } from './sources/content-source.ts';
import { Offload } from './worker/offload.ts';

const OFFLOAD = new Offload(new URL('./collections/', import.meta.url), documentLimits(65_536));

describe('CollectionStore, in the log', () => {
  let directory: string;
  let source: ScriptedSource;
  let lines: Record<string, unknown>[];
  let changes: number;
  let now: number;
  const stores: CollectionStore[] = [];

  const create = (context: Partial<StoreContext> = {}): CollectionStore => {
    const store = new CollectionStore(news, {
      source,
      snapshots: undefined,
      offload: OFFLOAD,
      limits: { maxBytes: 65_536, timeoutMs: 50, tries: 1 },
      ttlMs: 3_600_000,
      logger: pino(
        { base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
        { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) },
      ),
      now: () => now,
      zone: new TimeZone('UTC'),
      onChange: () => changes++,
      onRefresh: () => undefined,
      ...context,
    });
    stores.push(store);
    return store;
  };
  const fails = (): Promise<never> => Promise.reject(new SourceError('unreachable', 'no route'));

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kiosque-store-'));
    source = new ScriptedSource();
    [lines, changes, now] = [[], 0, 1_000_000_000];
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) store.stop();
    await rm(directory, { recursive: true });
  });

  it('should log once that content was loaded, cannot be refreshed, and is fresh again', async () => {
    const loaded = { collection: 'news', document: 'news.json', items: 1 };
    source.found('A');
    const store = create();
    for (let time = 0; time < 2; time++) await store.refresh();
    source.answer = fails;
    for (let time = 0; time < 2; time++) await store.refresh();
    source.answer = () => Promise.resolve({ kind: 'unchanged' });
    for (let time = 0; time < 2; time++) await store.refresh();
    expect(lines).toEqual([
      { level: 'info', ...loaded, state: 'ok', msg: 'content loaded' },
      {
        level: 'warn',
        ...loaded,
        state: 'unreachable',
        reason: 'no route',
        msg: 'content could not be refreshed, serving the last good copy',
      },
      { level: 'info', ...loaded, state: 'ok', msg: 'content is fresh again' },
    ]);
  });

  it('should log that there is nothing to serve, and then that there is no document', async () => {
    source.answer = fails;
    const store = create();
    await store.refresh();
    source.answer = () => Promise.resolve({ kind: 'absent' });
    await store.refresh();
    expect(lines).toEqual([
      {
        level: 'warn',
        collection: 'news',
        state: 'unreachable',
        reason: 'no route',
        msg: 'content could not be refreshed, nothing to serve',
      },
      { level: 'info', collection: 'news', state: 'absent', source: 'scripted', msg: 'content has no document' },
    ]);
    expect(store.isAbsent).toBe(true);
  });

  it('should log why a snapshot is not used or not written', async () => {
    await writeFile(join(directory, 'news.snapshot'), '{"sha256": "other"}\n[]');
    source.found('A');
    const store = create({ snapshots: new SnapshotDirectory(directory, source.description) });
    await store.start();
    await rm(directory, { recursive: true });
    await writeFile(directory, '');
    source.found('B');
    await store.refresh();
    const snapshots = lines.filter(({ msg }) => String(msg).startsWith('snapshot'));
    expect(snapshots).toEqual([
      { level: 'warn', collection: 'news', reason: expect.stringContaining('is damaged'), msg: 'snapshot not used' },
      { level: 'warn', collection: 'news', reason: expect.stringContaining('EEXIST'), msg: 'snapshot not written' },
    ]);
  });

  it('should log unexpected errors of background refreshes', async () => {
    source.found('A');
    const store = create({
      onRefresh: () => {
        throw new Error('broken');
      },
    });
    store.refreshSoon();
    await eventually(() =>
      expect(lines).toEqual([
        {
          level: 'error',
          collection: 'news',
          err: expect.objectContaining({ message: 'broken' }),
          msg: 'content refresh failed',
        },
      ]),
    );
  });

  it('should log the same without snapshots', async () => {
    source.found('A');
    const store = create();
    expect([store.isStarted, store.isAbsent, store.isStale(Infinity)]).toEqual([false, false, false]);
    await store.start();
    source.answer = () => Promise.resolve({ kind: 'unchanged' });
    await store.refresh();
    source.answer = () => Promise.resolve({ kind: 'absent' });
    await store.refresh();
    expect(lines.map(({ level, msg }) => `${String(level)} ${String(msg)}`)).toEqual([
      'info content loaded',
      'info content has no document',
    ]);
    expect([store.isStarted, store.isAbsent, changes]).toEqual([true, true, 2]);
  });
});
