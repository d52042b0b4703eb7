import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { TimeZone } from '../common/time-zone.ts';
import { ScriptedSource } from '../test/scripted-source.ts';
import { CollectionStore } from './collection.store.ts';
import { collection as news } from './collections/news.collection.ts';
import { documentLimits } from './documents/document-limits.ts';
import { SourceError } from './sources/content-source.ts';
import type { SourceAnswer } from './sources/content-source.ts';
import { Offload } from './worker/offload.ts';

const START = Date.parse('2026-11-21T12:00:00Z');
const DAY_MS = 86_400_000;
const TTL_MS = 8000;

describe('CollectionStore, as time passes', () => {
  let source: ScriptedSource;
  let store: CollectionStore;
  /** When the source was asked. */
  let asked: number[];
  let changes: number;
  let glances: number;
  const unreachable = (): Promise<SourceAnswer> => {
    asked.push(Date.now());
    return Promise.reject(new SourceError('unreachable', 'no route'));
  };
  const unchanged = (): Promise<SourceAnswer> => {
    asked.push(Date.now());
    return Promise.resolve({ kind: 'unchanged' });
  };
  /** How long after the one before each question came. */
  const pauses = (): number[] => asked.map((time, index) => time - (asked[index - 1] ?? START));

  beforeEach(() => {
    jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    source = new ScriptedSource();
    [asked, changes, glances] = [[], 0, 0];
    store = new CollectionStore(news, {
      source,
      snapshots: undefined,
      offload: new Offload(new URL('./collections/', import.meta.url), documentLimits(65_536)),
      limits: { maxBytes: 65_536, timeoutMs: 1_000_000, tries: 1 },
      ttlMs: TTL_MS,
      logger: pino({ level: 'silent' }),
      now: () => {
        glances++;
        return Date.now();
      },
      zone: new TimeZone('UTC'),
      onChange: () => changes++,
      onRefresh: () => undefined,
    });
  });
  afterEach(() => {
    store.stop();
    jest.useRealTimers();
  });

  it('should refresh before the copy becomes stale', async () => {
    source.found('A');
    await store.start();
    source.answer = unchanged;
    await jest.advanceTimersByTimeAsync(5 * TTL_MS);
    expect(asked.length).toBeGreaterThanOrEqual(5);
    for (const pause of pauses()) {
      expect(pause).toBeGreaterThanOrEqual(0.75 * TTL_MS - 1);
      expect(pause).toBeLessThanOrEqual(0.9 * TTL_MS + 1);
    }
    expect(changes).toBe(1);
  });

  it('should back off while the source fails, to at least twice per TTL, and resume when it recovers', async () => {
    source.answer = unreachable;
    await store.start();
    await jest.advanceTimersByTimeAsync(3 * TTL_MS);
    const longest = [0, 1000, 2000, 4000, 4000, 4000];
    for (const [index, most] of longest.entries()) {
      expect(pauses()[index]).toBeGreaterThanOrEqual(0.75 * most - 1);
      expect(pauses()[index]).toBeLessThanOrEqual(most + 1);
    }
    source.found('A');
    await jest.advanceTimersByTimeAsync(4001);
    expect(store.copy).toBeDefined();
    source.answer = unreachable;
    asked = [];
    await jest.advanceTimersByTimeAsync(TTL_MS);
    expect(pauses()[1]).toBeLessThanOrEqual(1001);
  });

  it('should stop refreshing when stopped, even during a refresh', async () => {
    source.found('A');
    await store.start();
    source.answer = unchanged;
    const refreshing = store.refresh();
    store.stop();
    await refreshing;
    await jest.advanceTimersByTimeAsync(5 * TTL_MS);
    expect([asked, jest.getTimerCount()]).toEqual([[START], 0]);
  });

  it('should notify listeners when an item appears', async () => {
    source.found('A', 'A', { publishAt: '2026-11-21T12:00:03Z' });
    await store.start();
    expect(changes).toBe(1);
    await jest.advanceTimersByTimeAsync(2999);
    expect(changes).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(changes).toBe(2);
  });

  it('should not overflow timers for items months ahead', async () => {
    source.found('A', 'A', { expireAt: new Date(START + 90 * DAY_MS).toISOString() });
    await store.start();
    source.answer = () => new Promise(() => undefined);
    await jest.advanceTimersByTimeAsync(2 * TTL_MS);
    expect([store.isStale(Date.now()), changes]).toEqual([true, 2]);
    glances = 0;
    await jest.advanceTimersByTimeAsync(1000);
    expect(glances).toBe(0);
  });
});
