import { describe, expect, it } from '@jest/globals';
import type { CollectionStore } from './collection.store.ts';
import { ContentFreshness } from './content.freshness.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const TTL_SECONDS = 300;
const POLICY = { maxAge: 60, staleWhileRevalidate: 30, staleIfError: 600 };

/** A store whose copy was confirmed some seconds ago. */
function confirmed(secondsAgo: number, kind?: string): CollectionStore {
  const validatedAt = NOW - secondsAgo * 1000;
  const staleAt = validatedAt + TTL_SECONDS * 1000;
  return {
    collection: { name: `confirmed-${String(secondsAgo)}` },
    copy: {},
    validatedAt,
    staleAt,
    failure: kind === undefined ? undefined : { kind, reason: 'a reason' },
    isStale: (now: number) => now > staleAt,
  } as unknown as CollectionStore;
}

describe(ContentFreshness.name, () => {
  // A shared cache that asks now serves the answer until max-age less Age, then as long again as it may serve what is stale.
  it.each([
    [0, Infinity, 'max-age=60, stale-while-revalidate=30, stale-if-error=600'],
    [20, Infinity, 'max-age=60, stale-while-revalidate=30, stale-if-error=600'],
    [0, 40, 'max-age=40, stale-while-revalidate=0, stale-if-error=0'],
    [20, 30, 'max-age=50, stale-while-revalidate=0, stale-if-error=0'],
    [20, 50, 'max-age=60, stale-while-revalidate=10, stale-if-error=10'],
    [200, 5, 'max-age=60, stale-while-revalidate=30, stale-if-error=145'],
    [20, 0, 'max-age=20, stale-while-revalidate=0, stale-if-error=0'],
    [20, -5, 'max-age=20, stale-while-revalidate=0, stale-if-error=0'],
  ])('should limit max-age of a copy of %d s to a boundary %d s ahead', (age, ahead, expected) => {
    const freshness = new ContentFreshness([confirmed(age)], [POLICY], NOW + ahead * 1000, () => undefined);
    expect(freshness.headers(NOW)).toEqual({
      'Cache-Control': `public, ${expected}`,
      Age: String(age),
      'Cache-Status': `kiosque; hit; ttl=${String(TTL_SECONDS - age)}`,
    });
  });

  it('should use the oldest copy and the strictest policy', () => {
    const policies = [
      { ...POLICY, maxAge: 7.9, staleIfError: 900 },
      { ...POLICY, staleWhileRevalidate: 5 },
    ];
    const freshness = new ContentFreshness([confirmed(100), confirmed(3)], policies, Infinity, () => undefined);
    expect(freshness.headers(NOW)).toEqual({
      'Cache-Control': 'public, max-age=7, stale-while-revalidate=5, stale-if-error=600',
      Age: '100',
      'Cache-Status': 'kiosque; hit; ttl=200',
    });
  });

  it.each([
    [undefined, 'kiosque; hit; ttl=-1; detail=refresh-pending'],
    ['timeout', 'kiosque; hit; ttl=-1; detail=timeout'],
  ])('should report why a copy is stale: %s', (kind, expected) => {
    const counted: string[] = [];
    const stores = [confirmed(1), confirmed(TTL_SECONDS, kind)];
    const freshness = new ContentFreshness(stores, [POLICY], Infinity, (collection) => counted.push(collection));
    freshness.served(NOW);
    expect(counted).toEqual([]);
    expect(freshness.headers(NOW)['Cache-Status']).toBe('kiosque; hit; ttl=0');
    freshness.served(NOW + 1);
    expect(counted).toEqual([`confirmed-${String(TTL_SECONDS)}`]);
    expect(freshness.headers(NOW + 1)['Cache-Status']).toBe(expected);
    expect(freshness.headers(NOW + 7000)['Cache-Status']).toBe(expected.replace('-1', '-7'));
  });

  it('should ignore copies that it does not depend on', () => {
    const empty = { ...confirmed(20), copy: undefined } as unknown as CollectionStore;
    const freshness = new ContentFreshness([empty], [POLICY], Infinity, () => undefined);
    expect(Object.keys(freshness.headers(NOW))).toEqual(['Cache-Control']);
  });
});
