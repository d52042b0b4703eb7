import type { DashboardDefinition, Panel, Query } from './dashboard.ts';
import { CPU, MEMORY } from './resources.ts';

const reported = (expression: string, legend: string): Query => ({ expression, legend, changedBy: 'change-cluster' });

const byContainer = ({ used, requested, limit }: typeof CPU | typeof MEMORY): readonly Query[] => [
  reported(`sum by (container) (${used})`, '{{container}} used'),
  reported(`sum by (container) (${requested})`, '{{container}} requested'),
  reported(`sum by (container) (${limit})`, '{{container}} limit'),
];

const cluster: readonly Panel[] = [
  {
    title: 'CPU by container',
    description: 'Cores that the containers use, request and may use. At the limit they are throttled.',
    unit: 'short',
    width: 12,
    queries: byContainer(CPU),
  },
  {
    title: 'Memory by container',
    description: 'What the containers use, request and may use. A container above its limit is killed.',
    unit: 'bytes',
    width: 12,
    queries: byContainer(MEMORY),
    alert: 'KiosqueRestarting',
  },
  {
    title: 'Quota in use',
    description: 'Share of each resource of the quota. At 100%, no further pod starts.',
    unit: 'percentunit',
    queries: [
      reported(
        'max by (resource) (kube_resourcequota{$scope, type="used"}) / (max by (resource) (kube_resourcequota{$scope, type="hard"}) > 0)',
        '{{resource}}',
      ),
    ],
    alert: 'KiosqueQuotaFilling',
  },
  {
    title: 'Pods and the maximum of their autoscaler',
    description: 'At the maximum, more load makes the service slower.',
    unit: 'short',
    queries: [
      reported(
        'max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas{$scope})',
        '{{horizontalpodautoscaler}}',
      ),
      reported(
        'max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas{$scope})',
        '{{horizontalpodautoscaler}} maximum',
      ),
    ],
    alert: 'KiosqueSlow',
  },
  {
    title: 'Restarts of containers',
    description: 'In the last 30 minutes.',
    unit: 'short',
    queries: [
      reported('sum by (container) (increase(kube_pod_container_status_restarts_total{$scope}[30m]))', '{{container}}'),
    ],
    alert: 'KiosqueRestarting',
  },
  {
    title: 'Volumes',
    description: 'Share of each volume that is used.',
    unit: 'percentunit',
    queries: [
      reported(
        'max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{$scope}) / max by (persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{$scope})',
        '{{persistentvolumeclaim}}',
      ),
    ],
    alert: 'KiosqueVolumeFilling',
  },
  {
    title: 'Failed jobs',
    description: 'Jobs that failed and were not deleted yet.',
    unit: 'short',
    queries: [reported('sum by (job_name) (kube_job_failed{$scope, condition="true"})', '{{job_name}}')],
    alert: 'KiosqueJobFailed',
  },
  {
    title: 'Certificates',
    description: 'Time until each certificate of cert-manager expires.',
    unit: 's',
    queries: [
      reported('min by (name) (certmanager_certificate_expiration_timestamp_seconds{$scope}) - time()', '{{name}}'),
    ],
    alert: 'KiosqueCertificateExpiring',
  },
];

const processes: readonly Panel[] = [
  {
    title: 'Delay of the event loop (p99)',
    description: 'How late timers run. Above 100 ms, a pod needs more CPU or does too much at once.',
    unit: 's',
    queries: [
      { expression: 'max by (pod) (nodejs_eventloop_lag_p99_seconds{$scope})', legend: '{{pod}}', changedBy: 'read' },
    ],
  },
  {
    title: 'Memory of processes',
    description: 'Resident memory of each pod.',
    unit: 'bytes',
    queries: [
      { expression: 'max by (pod) (process_resident_memory_bytes{$scope})', legend: '{{pod}}', changedBy: 'read' },
    ],
  },
  {
    title: 'Limits reached',
    description: 'Requests and connections that were rejected per minute, by limit.',
    unit: 'short',
    queries: [
      {
        expression: '60 * sum by (limit) (rate(kiosque_limits_reached_total{$scope}[$__rate_interval]))',
        legend: '{{limit}}',
        changedBy: 'follow',
      },
    ],
  },
  {
    title: 'Errors of one client',
    description: 'The most responses with status 401, or server errors, that one client got in the last five minutes.',
    unit: 'short',
    queries: [
      {
        expression: 'max by (status) (kiosque_http_source_errors{$scope})',
        legend: '{{status}}',
        changedBy: 'fail',
      },
    ],
    alert: 'KiosqueManyUnauthorized',
  },
  {
    title: 'Lines of the access log',
    description: 'Per second. Empty where only failed requests are logged.',
    unit: 'ops',
    queries: [
      {
        expression: 'sum by (container) (rate(kiosque_access_log_lines_total{$scope}[$__rate_interval]))',
        legend: '{{container}}',
        changedBy: 'read',
      },
    ],
    alert: 'KiosqueAccessLogSilent',
  },
  {
    title: 'Telemetry',
    description: 'Records of logs and traces exported and dropped per second. Empty where none are exported.',
    unit: 'ops',
    queries: [
      {
        expression: 'sum by (signal, outcome) (rate(kiosque_telemetry_records_total{$scope}[$__rate_interval]))',
        legend: '{{signal}} {{outcome}}',
        changedBy: 'read',
      },
    ],
    alert: 'KiosqueTelemetryDropped',
  },
  {
    title: 'Versions',
    description: 'Pods by version and revision. Two revisions are normal only during a rollout.',
    unit: 'short',
    queries: [
      {
        expression: 'count by (version, revision) (kiosque_build_info{$scope})',
        legend: '{{version}} {{revision}}',
        changedBy: 'stop-pod',
      },
    ],
  },
];

/** The namespace and the processes. */
export const platform: DashboardDefinition = {
  name: 'platform',
  title: 'Kiosque: platform',
  description: 'Whether the namespace and its processes have enough resources.',
  rows: [
    { title: 'Cluster', panels: cluster },
    { title: 'Processes', panels: processes },
  ],
};
