import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { METRICS_REGISTRY } from '../metrics/metrics.tokens.ts';
import { registerMetric } from '../metrics/register-metric.ts';
import { ACCESS_METRICS } from './access.metric-list.ts';
import { AuditLog } from './audit-log.ts';

/** Metrics of the audit log. */
@Injectable()
export class AccessMetrics {
  constructor(@Inject(METRICS_REGISTRY) registry: Registry, log: AuditLog) {
    registerMetric(registry, ACCESS_METRICS.auditWaiting, () => [{ labels: {}, value: log.waiting }]);
    registerMetric(registry, ACCESS_METRICS.auditLost, () => [{ labels: {}, value: log.lost }]);
  }
}
