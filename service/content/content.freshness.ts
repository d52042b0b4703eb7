import type { Freshness } from '../http/answers/representation.ts';
import type { CollectionStore } from './collection.store.ts';
import type { CachePolicy } from './content.config.ts';

/**
 * Caching headers of responses made from `stores`; the oldest copy and the strictest policy apply.
 * `Age` counts from when the source last confirmed the copy (RFC 9111 section 5.1), so `max-age` ends with the copy's own freshness or at
 * `validUntil`, when an item appears or expires. `Cache-Status` (RFC 9211) reports the hit and, as a negative ttl, how long it has been stale.
 */
export class ContentFreshness implements Freshness {
  readonly #stores: readonly CollectionStore[];
  readonly #policies: readonly CachePolicy[];
  readonly #validUntil: number;
  readonly #countStale: (collection: string) => void;

  constructor(
    stores: readonly CollectionStore[],
    policies: readonly CachePolicy[],
    validUntil: number,
    countStale: (collection: string) => void,
  ) {
    this.#stores = stores.filter(({ copy }) => copy !== undefined);
    this.#policies = policies;
    this.#validUntil = validUntil;
    this.#countStale = countStale;
  }

  headers(now: number): Readonly<Record<string, string>> {
    const age = Math.max(0, ...this.#stores.map(({ validatedAt }) => seconds(now - validatedAt)));
    const ttl = Math.min(...this.#stores.map(({ staleAt }) => seconds(staleAt - now)));
    return {
      'Cache-Control': this.#cacheControl(now, age),
      ...(this.#stores.length === 0 ? {} : { Age: String(age), 'Cache-Status': this.#cacheStatus(now, ttl) }),
    };
  }

  served(now: number): void {
    for (const store of this.#stores) {
      if (store.isStale(now)) this.#countStale(store.collection.name);
    }
  }

  /**
   * Shared caches subtract Age from max-age, so the boundary counts from the same moment as Age. They add the stale times to max-age, so
   * the sum must also end at the boundary.
   */
  #cacheControl(now: number, age: number): string {
    const strictest = (read: (policy: CachePolicy) => number): number =>
      Math.floor(Math.min(...this.#policies.map(read)));
    const boundary = Math.max(0, Math.floor((this.#validUntil - now) / 1000)) + age;
    const maxAge = Math.min(
      strictest((policy) => policy.maxAge),
      boundary,
    );
    const stale = (read: (policy: CachePolicy) => number): string =>
      String(Math.min(strictest(read), boundary - maxAge));
    const revalidate = stale((policy) => policy.staleWhileRevalidate);
    const error = stale((policy) => policy.staleIfError);
    return `public, max-age=${String(maxAge)}, stale-while-revalidate=${revalidate}, stale-if-error=${error}`;
  }

  #cacheStatus(now: number, ttl: number): string {
    const stale = this.#stores.find((store) => store.isStale(now));
    if (stale === undefined) return `kiosque; hit; ttl=${String(Math.max(0, ttl))}`;
    return `kiosque; hit; ttl=${String(Math.min(-1, ttl))}; detail=${stale.failure?.kind ?? 'refresh-pending'}`;
  }
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
