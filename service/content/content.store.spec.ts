import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { TimeZone } from '../common/time-zone.ts';
import type { AnswerCache } from '../http/answers/answer-cache.ts';
import { eventually } from '../test/eventually.ts';
import { ScriptedSource } from '../test/scripted-source.ts';
import { collection as faq } from './collections/faq.collection.ts';
import { collection as news } from './collections/news.collection.ts';
import type { ContentConfig } from './content.config.ts';
import { ContentStore } from './content.store.ts';
import { documentLimits } from './documents/document-limits.ts';
import { SourceError } from './sources/content-source.ts';
import type { SourceRequest } from './sources/content-source.ts';
import { Offload } from './worker/offload.ts';

/** A source that can be watched. */
class WatchedSource extends ScriptedSource {
  hint: () => void = () => undefined;
  isWatched = false;
  readonly asked: SourceRequest[] = [];

  override read(request: SourceRequest): ReturnType<ScriptedSource['read']> {
    this.asked.push(request);
    return super.read(request);
  }

  watch(hint: () => void): () => void {
    [this.hint, this.isWatched] = [hint, true];
    return () => (this.isWatched = false);
  }
}

describe(ContentStore.name, () => {
  let directory: string;
  let source: WatchedSource;
  let cleared: number;
  let store: ContentStore;
  let lines: Record<string, unknown>[];

  const create = (settings: Partial<ContentConfig> = {}): ContentStore =>
    new ContentStore(
      [news, faq],
      source,
      {
        CONTENT_CACHE_TTL_SECONDS: 60,
        CONTENT_MAX_DOCUMENT_BYTES: 65_536,
        CONTENT_READ_TIMEOUT_SECONDS: 5,
        CONTENT_READ_TRIES: 1,
        ...settings,
      } as ContentConfig,
      new Offload(new URL('./collections/', import.meta.url), documentLimits(65_536)),
      { clear: () => cleared++ } as unknown as AnswerCache,
      pino({}, { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) }),
      Date.now,
      new TimeZone('UTC'),
    );
  const started = async (): Promise<void> => {
    store.onApplicationBootstrap();
    await eventually(() => expect(store.all().map(({ isStarted }) => isStarted)).toEqual([true, true]));
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kiosque-content-'));
    [source, cleared, lines] = [new WatchedSource(), 0, []];
    source.found('A');
    store = create();
  });
  afterEach(async () => {
    store.onApplicationShutdown();
    await rm(directory, { recursive: true });
  });

  it('should have a store per collection, in their order', () => {
    expect(store.all().map(({ collection }) => collection)).toEqual([news, faq]);
    expect(store.find('faq')).toBe(store.all()[1]);
    expect(store.find('nope')).toBeUndefined();
  });

  it('should clear the answer cache and call listeners on every change, until they unsubscribe', async () => {
    const heard: string[] = [];
    const unsubscribe = store.onChange((collection) => heard.push(collection));
    await started();
    expect(heard.sort()).toEqual(['faq', 'news']);
    expect(cleared).toBe(2);
    unsubscribe();
    source.found('B');
    await store.find('news')?.refresh();
    expect([heard, cleared]).toEqual([['faq', 'news'], 3]);
  });

  it('should count refreshes by outcome', async () => {
    await started();
    source.answer = () => Promise.resolve({ kind: 'unchanged' });
    for (let time = 0; time < 2; time++) await store.find('news')?.refresh();
    expect(store.refreshCounts()).toEqual(
      expect.arrayContaining([
        { collection: 'news', outcome: 'changed', count: 1 },
        { collection: 'news', outcome: 'unchanged', count: 2 },
        { collection: 'faq', outcome: 'refused', count: 1 },
        // A rate includes the first of each outcome only if it was 0 before.
        { collection: 'faq', outcome: 'failed', count: 0 },
      ]),
    );
  });

  it('should refresh everything on a hint of the source, until shutdown', async () => {
    await started();
    const before = source.asked.length;
    source.hint();
    await eventually(() => expect(source.asked.length).toBeGreaterThanOrEqual(before + 2));
    store.onApplicationShutdown();
    expect(source.isWatched).toBe(false);
    // A store that never started watches nothing.
    expect(() => {
      create().onApplicationShutdown();
    }).not.toThrow();
  });

  it('should apply the settings for timeouts, attempts, size and TTL', async () => {
    store = create({ CONTENT_READ_TIMEOUT_SECONDS: 0.02, CONTENT_CACHE_TTL_SECONDS: 90 });
    source.answer = () => new Promise(() => undefined);
    await started();
    expect(store.find('news')?.failure).toEqual({ kind: 'timeout', reason: expect.stringContaining('0.02 s') });
    source.found('A');
    await store.find('news')?.refresh();
    const { staleAt = 0, validatedAt = 0 } = store.find('news') ?? {};
    expect(staleAt - validatedAt).toBe(90_000);
    expect(new Set(source.asked.map(({ maxBytes }) => maxBytes))).toEqual(new Set([65_536]));
  });

  it('should make the configured number of attempts', async () => {
    source.answer = () => Promise.reject(new SourceError('unreachable', 'no route'));
    store = create({ CONTENT_READ_TRIES: 2 });
    await started();
    expect(source.asked.filter(({ name }) => name === 'news.json')).toHaveLength(2);
  });

  it('should keep snapshots in the configured directory, and serve them without the source', async () => {
    store = create({ CONTENT_SNAPSHOT_DIRECTORY: directory });
    await started();
    expect(await readdir(directory)).toEqual(['news.snapshot']);
    store.onApplicationShutdown();
    source.answer = () => Promise.reject(new SourceError('unreachable', 'no route'));
    store = create({ CONTENT_SNAPSHOT_DIRECTORY: directory });
    await started();
    expect(store.find('news')?.copy?.list.items[0]?.title).toBe('A');
  });

  it('should report why a collection failed to start', async () => {
    Object.assign(store.find('news') ?? {}, { start: () => Promise.reject(new Error('broken')) });
    store.onApplicationBootstrap();
    await eventually(() =>
      expect(lines).toContainEqual(
        expect.objectContaining({
          msg: 'failed to load content',
          collection: 'news',
          err: expect.objectContaining({ message: 'broken' }),
        }),
      ),
    );
  });
});
