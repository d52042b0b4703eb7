import { alert } from './alert.ts';
import type { Alerts } from './alert.ts';

/** Adds the label `queue` to series of the containers `queue-<name>`, as other alerts of the queue have it. */
const withQueue = (expression: string): string =>
  `label_replace(${expression}, "queue", "$1", "container", "queue-(.+)")`;

const DEPENDENCIES = 'kiosque_dependency_duration_seconds_count';

/** The storage of the documents has alerts of its own, and a copy is served in the meantime. */
const STORES = '$scope, dependency!="azure-blob"';

/** Alerts on what every web service does: respond, reach what they depend on, keep streams open. */
export const serviceAlerts: Alerts = {
  KiosqueDown: alert({
    severity: 'critical',
    minutes: 2,
    thresholds: {},
    expression: () => `${withQueue('sum by (namespace, container) (up{$scope})')} == 0`,
    orAbsent: ({ services }) =>
      services.map((container) => withQueue(`absent(up{$scope, container="${container}"}) - 1`)),
    summary: 'no pod of {{ $labels.container }} responds in {{ $labels.namespace }} (responding: {{ $value }})',
  }),
  KiosquePodDown: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: {},
    expression: () => 'count by (namespace, container) (up{$scope} == 0)',
    summary: 'pods of {{ $labels.container }} do not respond in {{ $labels.namespace }} (pods: {{ $value }})',
  }),
  KiosqueSlow: alert({
    severity: 'warning',
    minutes: 10,
    thresholds: { seconds: 0.5 },
    expression: ({ seconds }) =>
      `histogram_quantile(0.99, sum by (namespace, container, le) (rate(kiosque_http_request_duration_seconds_bucket{$scope}[5m]))) > ${String(seconds)}`,
    summary:
      '1% of the responses of {{ $labels.container }} in {{ $labels.namespace }} take longer than {{ $value | humanizeDuration }}',
  }),
  KiosqueDependencyFailing: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: { share: 0.2 },
    expression: ({ share }) =>
      [
        withQueue(`sum by (namespace, container, dependency) (rate(${DEPENDENCIES}{${STORES}, outcome="error"}[5m]))`),
        `/ ${withQueue(`sum by (namespace, container, dependency) (rate(${DEPENDENCIES}{${STORES}}[5m]))`)} > ${String(share)}`,
      ].join('\n'),
    summary:
      '{{ $value | humanizePercentage }} of the calls of {{ $labels.container }} to {{ $labels.dependency }} fail in {{ $labels.namespace }}',
  }),
  KiosqueEventStreamsCut: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: { streams: 20 },
    expression: ({ streams }) =>
      `sum by (namespace, container) (increase(kiosque_event_streams_cut_total{$scope}[15m])) > ${String(streams)}`,
    summary:
      '{{ $value | humanize }} event streams of {{ $labels.container }} in {{ $labels.namespace }} were cut in 15 minutes: their clients did not read',
  }),
  KiosqueManyUnauthorized: alert({
    severity: 'warning',
    minutes: 0,
    thresholds: { responses: 100 },
    expression: ({ responses }) =>
      `max by (namespace, container) (kiosque_http_source_errors{$scope, status="401"}) > ${String(responses)}`,
    summary:
      'one client got {{ $value }} responses with status 401 from {{ $labels.container }} in {{ $labels.namespace }} in 5 minutes',
  }),
  KiosqueManyServerErrors: alert({
    severity: 'warning',
    minutes: 0,
    thresholds: { responses: 50 },
    expression: ({ responses }) =>
      `max by (namespace, container) (kiosque_http_source_errors{$scope, status="5xx"}) > ${String(responses)}`,
    summary:
      'one client got {{ $value }} server errors from {{ $labels.container }} in {{ $labels.namespace }} in 5 minutes',
  }),
};
