import { Injectable } from '@nestjs/common';

/** What a process refuses when there is too much of it; docs/security.md describes each. */
export const LIMITS = [
  'connections',
  'connections-per-address',
  'event-streams',
  'event-streams-per-address',
  'requests-per-minute',
  'tickets-per-minute',
  'waiting-tickets',
  'renderings',
] as const;
export type Limit = (typeof LIMITS)[number];

/** Counts how often each limit of this process was reached, for `kiosque_limits_reached_total`. */
@Injectable()
export class Limits {
  readonly #counts = new Map<Limit, number>(LIMITS.map((limit) => [limit, 0]));

  reached(limit: Limit): void {
    this.#counts.set(limit, this.count(limit) + 1);
  }

  count(limit: Limit): number {
    return this.#counts.get(limit) ?? 0;
  }
}
