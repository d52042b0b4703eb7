import { alert } from './alert.ts';
import type { Alerts } from './alert.ts';
import { CLIENT_REQUESTS } from './selectors.ts';

/** Alerts on the access log, the audit log and exported telemetry. */
export const logAlerts: Alerts = {
  KiosqueAccessLogSilent: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: { requests: 200 },
    expression: ({ requests }) =>
      [
        `sum by (namespace, container, pod) (increase(${CLIENT_REQUESTS}[15m])) > ${String(requests)}`,
        'and sum by (namespace, container, pod) (increase(kiosque_access_log_lines_total{$scope}[15m])) == 0',
      ].join('\n'),
    summary:
      'pod {{ $labels.pod }} of {{ $labels.container }} in {{ $labels.namespace }} answered {{ $value | humanize }} requests in 15 minutes and wrote no access log',
  }),
  KiosqueTelemetryDropped: alert({
    severity: 'warning',
    minutes: 10,
    thresholds: { records: 100 },
    expression: ({ records }) =>
      `sum by (namespace, container, signal) (increase(kiosque_telemetry_records_total{$scope, outcome="dropped"}[15m])) > ${String(records)}`,
    summary:
      '{{ $labels.container }} in {{ $labels.namespace }} dropped {{ $value | humanize }} records of {{ $labels.signal }} in 15 minutes',
  }),
  KiosqueAuditEntriesLost: alert({
    severity: 'critical',
    minutes: 0,
    thresholds: {},
    expression: () => 'sum by (namespace, container) (increase(kiosque_audit_entries_lost_total{$scope}[1h])) > 0',
    summary:
      '{{ $labels.container }} in {{ $labels.namespace }} lost {{ $value | humanize }} entries of the audit log in the last hour',
  }),
};
