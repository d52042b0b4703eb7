import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { METRICS_REGISTRY } from '../metrics/metrics.tokens.ts';
import { registerMetric } from '../metrics/register-metric.ts';
import type { ReadLines } from './line-queue/line-queue.ts';
import { SOURCES, SECURITY_LOG_METRICS } from './security-log.metric-list.ts';
import { SecurityLogState } from './security-log.state.ts';

/** Metrics of the security log. Lines are those of this process; the queue and the findings are the same in every replica. */
@Injectable()
export class SecurityLogMetrics {
  /** Every source and outcome is counted from the start, so that a rate includes the first. */
  readonly #lines = new Map(
    SOURCES.flatMap((source) => ['accepted', 'refused'].map((outcome) => [`${source} ${outcome}`, 0])),
  );
  readonly #analysed = new Map<string, { read: number; unreadable: number }>();

  constructor(
    @Inject(METRICS_REGISTRY) registry: Registry,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly state: SecurityLogState,
  ) {
    const { lines, analysed } = SECURITY_LOG_METRICS;
    registerMetric(registry, lines, () =>
      Array.from(this.#lines, ([key, value]) => {
        const [source = '', outcome = ''] = key.split(' ');
        return { labels: { source, outcome }, value };
      }),
    );
    registerMetric(registry, analysed, () =>
      [...this.#analysed].flatMap(([format, { read, unreadable }]) => [
        { labels: { format, outcome: 'read' }, value: read },
        { labels: { format, outcome: 'unreadable' }, value: unreadable },
      ]),
    );
    this.#registerState(registry);
  }

  countLines(source: string, outcome: 'accepted' | 'refused', lines: number): void {
    const key = `${source} ${outcome}`;
    this.#lines.set(key, (this.#lines.get(key) ?? 0) + lines);
  }

  countAnalysed(lines: Iterable<ReadLines>): void {
    for (const { format = 'unknown', read, unreadable } of lines) {
      const counts = this.#analysed.get(format) ?? { read: 0, unreadable: 0 };
      this.#analysed.set(format, { read: counts.read + read - unreadable, unreadable: counts.unreadable + unreadable });
    }
  }

  #registerState(registry: Registry): void {
    const { waiting, lag, deadLetters, stale, findings, lastLine } = SECURITY_LOG_METRICS;
    const { state } = this;
    registerMetric(registry, waiting, () => [{ labels: {}, value: state.lag?.lines }]);
    registerMetric(registry, lag, () => [{ labels: {}, value: state.lag && this.#lagSeconds(state.lag.oldest) }]);
    registerMetric(registry, deadLetters, () => [{ labels: {}, value: state.lag?.deadLetters }]);
    registerMetric(registry, stale, () => [{ labels: {}, value: Number(state.failure !== undefined) }]);
    registerMetric(registry, findings, () => state.recentFindings);
    registerMetric(registry, lastLine, () =>
      Array.from(state.newestLines, ([origin, time]) => ({ labels: { origin }, value: time / 1000 })),
    );
  }

  #lagSeconds(oldest: number | undefined): number {
    return oldest === undefined ? 0 : Math.max(0, (this.now() - oldest) / 1000);
  }
}
