import { ACCESS_METRICS } from './access/access.metric-list.ts';
import { ACCESS_STORE_OPERATIONS } from './access/stores/access-store.ts';
import type { Feature } from './feature.ts';
import { FEATURES } from './features.ts';
import type { Metric, MetricGroup } from './metrics/metric.ts';
import { BUILD_INFO, DEPENDENCY_METRICS, LOG_METRICS, REQUEST_METRICS } from './metrics/process.metric-list.ts';
import { REDIS_METRICS } from './metrics/redis.metric-list.ts';

/** Returns every metric of a process that runs all these features, except those of Node, in display order. */
export function metricGroups(features: readonly Feature[] = FEATURES): readonly MetricGroup[] {
  const limits = features.flatMap(({ rateLimits }) => rateLimits ?? []);
  const operations = [
    ...features.flatMap(({ dependencyOperations }) => dependencyOperations ?? []),
    ...ACCESS_STORE_OPERATIONS.map((operation) => `access.${operation}`),
  ];
  const requests = { ...REQUEST_METRICS, limits: withValues(REQUEST_METRICS.limits, 'limit', limits) };
  const durations = withValues(DEPENDENCY_METRICS.durations, 'operation', operations);
  return [
    { title: 'Requests', metrics: Object.values(requests) },
    ...features.flatMap(({ metrics }) => (metrics === undefined ? [] : [metrics])),
    { title: 'Storage', metrics: [durations, ...REDIS_METRICS] },
    { title: 'Audit log', metrics: Object.values(ACCESS_METRICS) },
    { title: 'Logs and traces', metrics: Object.values(LOG_METRICS) },
    { title: 'Build', metrics: [BUILD_INFO] },
  ];
}

/** Returns a metric whose label has further values. */
function withValues<Label extends string>(
  metric: Metric<Label>,
  label: Label,
  values: readonly string[],
): Metric<Label> {
  const labels = { ...metric.labels, [label]: [metric.labels[label], values].flat() };
  return { ...metric, labels };
}
