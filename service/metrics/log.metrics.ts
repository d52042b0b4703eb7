import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { TELEMETRY } from '../common/tokens.ts';
import { AccessLog } from '../http/access-log.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { METRICS_REGISTRY } from './metrics.tokens.ts';
import { LOG_METRICS } from './process.metric-list.ts';
import { registerMetric } from './register-metric.ts';

/** Metrics of what this process logs and exports; each is absent if it does not. */
@Injectable()
export class LogMetrics {
  constructor(@Inject(METRICS_REGISTRY) registry: Registry, log: AccessLog, @Inject(TELEMETRY) telemetry: Telemetry) {
    if (log.logsAll) registerMetric(registry, LOG_METRICS.lines, () => [{ labels: {}, value: log.lines }]);
    if (telemetry.counts().length === 0) return;
    registerMetric(registry, LOG_METRICS.records, () =>
      telemetry.counts().flatMap(({ signal, exported, dropped }) => [
        { labels: { signal, outcome: 'exported' }, value: exported },
        { labels: { signal, outcome: 'dropped' }, value: dropped },
      ]),
    );
  }
}
