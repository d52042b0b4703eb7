import { alert } from './alert.ts';
import type { Alerts } from './alert.ts';

/** Alerts on the security log, on what it finds, and on the blocklist. */
export const securityLogAlerts: Alerts = {
  KiosqueSecurityLogStorageAway: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: {},
    expression: () => 'count by (namespace) (kiosque_security_log_stale{$scope} == 1)',
    summary:
      'the store of the security log does not respond in {{ $labels.namespace }}: log lines wait or are refused (pods: {{ $value }})',
  }),
  KiosqueSecurityLogLag: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: { seconds: 600 },
    expression: ({ seconds }) => `max by (namespace) (kiosque_security_log_lag_seconds{$scope}) > ${String(seconds)}`,
    summary: 'log lines of {{ $labels.namespace }} wait for {{ $value | humanizeDuration }} to be analysed',
  }),
  KiosqueSecurityLogDeadLetters: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: {},
    expression: () => 'max by (namespace) (kiosque_security_log_dead_letters{$scope}) > 0',
    summary: '{{ $value }} batches of log lines of {{ $labels.namespace }} could not be analysed',
  }),
  KiosqueSecurityLogSourceSilent: alert({
    severity: 'warning',
    minutes: 10,
    thresholds: { seconds: 21_600 },
    expression: ({ seconds }) =>
      `time() - max by (namespace, origin) (kiosque_security_log_last_line_timestamp_seconds{$scope}) > ${String(seconds)}`,
    summary:
      'no line of {{ $labels.origin }} reached the security log of {{ $labels.namespace }} for {{ $value | humanizeDuration }}',
  }),
  KiosqueSecurityAttackWave: alert({
    severity: 'warning',
    minutes: 2,
    thresholds: { attacks: 5 },
    expression: ({ attacks }) =>
      `sum by (namespace) (max by (namespace, kind) (kiosque_security_log_findings{$scope, level="attack"})) > ${String(attacks)}`,
    summary: '{{ $value }} attacks, beyond attempts, within an hour in the logs of {{ $labels.namespace }}',
  }),
  KiosqueBlocklistHeldBack: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: {},
    expression: () => 'max by (namespace) (kiosque_blocklist_held_entries{$scope}) > 0',
    summary: 'the blocklist of {{ $labels.namespace }} is held back: {{ $value }} new entries wait for a person',
  }),
  KiosqueBlocklistNotBuilt: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: { seconds: 3600 },
    expression: ({ seconds }) =>
      `time() - max by (namespace) (kiosque_blocklist_last_build_timestamp_seconds{$scope}) > ${String(seconds)}`,
    summary: 'the blocklist of {{ $labels.namespace }} was not built for {{ $value | humanizeDuration }}',
  }),
};
