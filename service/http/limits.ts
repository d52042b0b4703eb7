import { Injectable } from '@nestjs/common';
import { HTTP_LIMITS } from './limit-names.ts';

/** Counts how often each limit of this process was reached, for `kiosque_limits_reached_total`. */
@Injectable()
export class Limits {
  readonly #counts: Map<string, number>;

  /** @param names limits added by features. */
  constructor(names: readonly string[] = []) {
    this.#counts = new Map([...HTTP_LIMITS, ...names].map((limit) => [limit, 0]));
  }

  /** @throws Error if the name was not registered: its metric would be missing until first reached. */
  reached(limit: string): void {
    const count = this.#counts.get(limit);
    if (count === undefined) throw new Error(`Unknown limit "${limit}": add it to the rateLimits of its feature`);
    this.#counts.set(limit, count + 1);
  }

  count(limit: string): number {
    return this.#counts.get(limit) ?? 0;
  }

  /** Every limit with its count. */
  counts(): readonly (readonly [string, number])[] {
    return [...this.#counts];
  }
}
