import type { IncomingMessage } from 'node:http';
import { addressGroup, clientAddress } from './client-address.ts';

const WINDOW_MS = 60_000;

/** Maximum number of addresses per window, to bound memory. */
const MAX_ADDRESSES = 100_000;

/**
 * Counts the requests of each client address per minute, before the framework, at the cost of a Map lookup. Each process counts
 * separately.
 */
export class RateLimiter {
  readonly #perMinute: number;
  readonly #trustedProxies: number;
  readonly #now: () => number;
  readonly #counts = new Map<string, number>();
  #windowEnd = 0;

  /** @param perMinute maximum requests per minute and address; 0 means no limit. */
  constructor(perMinute: number, trustedProxies: number, now: () => number) {
    this.#perMinute = perMinute;
    this.#trustedProxies = trustedProxies;
    this.#now = now;
  }

  /** Counts a request and returns the seconds until the client may retry; undefined if the request is allowed. */
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
