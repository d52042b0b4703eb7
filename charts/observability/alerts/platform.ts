import { alert } from './alert.ts';
import type { Alerts } from './alert.ts';

/** Alerts on what the cluster reports about the namespace: kube-state-metrics, the kubelet and cert-manager. */
export const platformAlerts: Alerts = {
  KiosqueJobFailed: alert({
    severity: 'warning',
    minutes: 0,
    thresholds: {},
    expression: () => 'sum by (namespace, job_name) (kube_job_failed{$scope, condition="true"}) > 0',
    summary: 'the job {{ $labels.job_name }} of {{ $labels.namespace }} failed (jobs: {{ $value }})',
  }),
  KiosqueBlocklistNotPublished: alert({
    severity: 'warning',
    minutes: 10,
    thresholds: { seconds: 7200 },
    // A job that has never succeeded has no time of success: its age counts.
    expression: ({ seconds }) =>
      [
        'time() - (',
        '  max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{$scope, cronjob="blocklist-publisher"})',
        '  or max by (namespace, cronjob) (kube_cronjob_created{$scope, cronjob="blocklist-publisher"})',
        `) > ${String(seconds)}`,
      ].join('\n'),
    summary:
      'the blocklist of {{ $labels.namespace }} was not published to all repositories for {{ $value | humanizeDuration }}',
  }),
  KiosqueVolumeFilling: alert({
    severity: 'warning',
    minutes: 10,
    thresholds: { share: 0.8 },
    expression: ({ share }) =>
      [
        'max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes{$scope})',
        `/ max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{$scope}) > ${String(share)}`,
      ].join('\n'),
    summary:
      'the volume {{ $labels.persistentvolumeclaim }} of {{ $labels.namespace }} is {{ $value | humanizePercentage }} full',
  }),
  KiosqueQuotaFilling: alert({
    severity: 'warning',
    minutes: 15,
    thresholds: { share: 0.9 },
    expression: ({ share }) =>
      [
        'max by (namespace, resource) (kube_resourcequota{$scope, type="used"})',
        `/ (max by (namespace, resource) (kube_resourcequota{$scope, type="hard"}) > 0) > ${String(share)}`,
      ].join('\n'),
    summary:
      '{{ $value | humanizePercentage }} of the quota of {{ $labels.resource }} is used in {{ $labels.namespace }}',
  }),
  KiosqueRestarting: alert({
    severity: 'warning',
    minutes: 0,
    thresholds: { restarts: 3 },
    expression: ({ restarts }) =>
      `sum by (namespace, container) (increase(kube_pod_container_status_restarts_total{$scope}[30m])) > ${String(restarts)}`,
    summary:
      'the containers {{ $labels.container }} of {{ $labels.namespace }} restarted {{ $value | humanize }} times in 30 minutes',
  }),
  KiosqueCertificateExpiring: alert({
    severity: 'warning',
    minutes: 60,
    thresholds: { days: 14 },
    expression: ({ days }) =>
      `min by (namespace, name) (certmanager_certificate_expiration_timestamp_seconds{$scope}) - time() < ${String(days)} * 86400`,
    summary: 'the certificate {{ $labels.name }} of {{ $labels.namespace }} expires in {{ $value | humanizeDuration }}',
  }),
};
