import type { IncomingMessage } from 'node:http';
import { addressGroup, clientAddress } from './client-address.ts';

const WINDOW_MS = 60_000;

/** Addresses that are counted in one window; more than that are not one client, and would only fill memory. */
const MAX_ADDRESSES = 100_000;

/**
 * Counts the requests of each client address in windows of a minute. It stands in front of the framework, where it costs a lookup in a
 * Map; each process counts for itself.
 */
export class RateLimiter {
  readonly #perMinute: number;
  readonly #trustedProxies: number;
  readonly #now: () => number;
  readonly #counts = new Map<string, number>();
  #windowEnd = 0;

  /** @param perMinute requests of an address that are allowed in a minute; 0 is no limit. */
  constructor(perMinute: number, trustedProxies: number, now: () => number) {
    this.#perMinute = perMinute;
    this.#trustedProxies = trustedProxies;
    this.#now = now;
  }

  /** Counts a request. Seconds until its client may ask again; undefined when it may now. */
  retryAfter(request: IncomingMessage): number | undefined {
    if (this.#perMinute === 0) return undefined;
    const now = this.#now();
    if (now >= this.#windowEnd) {
      this.#counts.clear();
      this.#windowEnd = now + WINDOW_MS;
    }
    const group = addressGroup(clientAddress(request, this.#trustedProxies));
    const count = (this.#counts.get(group) ?? 0) + 1;
    if (count > 1 || this.#counts.size < MAX_ADDRESSES) this.#counts.set(group, count);
    return count > this.#perMinute ? Math.ceil((this.#windowEnd - now) / 1000) : undefined;
  }
}
