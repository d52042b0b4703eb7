import { Injectable } from '@nestjs/common';

/** What every process refuses when there is too much of it; docs/security.md describes each. Features add theirs. */
const HTTP_LIMITS = [
  'connections',
  'connections-per-address',
  'event-streams',
  'event-streams-per-address',
  'requests-per-minute',
  'renderings',
] as const;

/** Counts how often each limit of this process was reached, for `kiosque_limits_reached_total`. */
@Injectable()
export class Limits {
  readonly #counts: Map<string, number>;

  /** @param names of the limits that features bring. */
  constructor(names: readonly string[] = []) {
    this.#counts = new Map([...HTTP_LIMITS, ...names].map((limit) => [limit, 0]));
  }

  /** @throws Error for a name that nobody brought: it would be counted from its first time only. */
  reached(limit: string): void {
    const count = this.#counts.get(limit);
    if (count === undefined) throw new Error(`"${limit}" is no limit: add it to the rateLimits of its feature`);
    this.#counts.set(limit, count + 1);
  }

  count(limit: string): number {
    return this.#counts.get(limit) ?? 0;
  }

  /** Every limit and how often it was reached. */
  counts(): readonly (readonly [string, number])[] {
    return [...this.#counts];
  }
}
