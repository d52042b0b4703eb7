import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { Limits } from '../http/limits.ts';
import { ProblemError } from '../http/problems/problem.ts';
import type { SecurityLogConfig } from './security-log.config.ts';
import { SECURITY_LOG_CONFIG } from './security-log.tokens.ts';

const MINUTE_MS = 60_000;
const REMEMBERED_KEYS = 10_000;

/** Limits the lines per minute and key that this process accepts. */
@Injectable()
export class LineRateLimit {
  readonly #most: number;
  readonly #counts = new LRUCache<string, number>({ max: REMEMBERED_KEYS });
  #minute = 0;

  constructor(
    @Inject(SECURITY_LOG_CONFIG) config: SecurityLogConfig,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly limits: Limits,
  ) {
    this.#most = config.SECURITY_LOG_LINES_PER_MINUTE;
  }

  /** Counts lines of a key, unless there are too many. @throws ProblemError */
  check(key: string, lines: number): void {
    if (this.#most === 0) return;
    const now = this.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) this.#counts.clear();
    this.#minute = minute;
    const count = this.#counts.get(key) ?? 0;
    // A first request is accepted whatever its size: otherwise it would never be.
    if (count === 0 || count + lines <= this.#most) {
      this.#counts.set(key, count + lines);
      return;
    }
    this.limits.reached('log-lines-per-minute');
    const seconds = String(Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000));
    throw new ProblemError(
      'too-many-requests',
      `At most ${String(this.#most)} log lines per minute are accepted from one key: try again in ${seconds} s.`,
      { headers: { 'Retry-After': seconds } },
    );
  }
}
