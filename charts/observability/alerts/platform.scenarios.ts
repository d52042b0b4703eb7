import type { Scenarios } from './scenario.ts';

/** What the alerts on the cluster's reports do. */
export const platformScenarios: Scenarios = {
  KiosqueJobFailed: [
    {
      series: {
        'kube_job_failed{$scope, job_name="queue-backup-1", condition="true"}': '0 1x5 0x5',
        'kube_job_failed{$scope, job_name="queue-backup-2", condition="false"}': '1x12',
      },
      firing: {
        0: [],
        1: [
          {
            labels: { job_name: 'queue-backup-1' },
            summary: 'the job queue-backup-1 of kiosque-test failed (jobs: 1)',
          },
        ],
        7: [],
      },
    },
  ],
  KiosqueBlocklistNotPublished: [
    {
      series: {
        'kube_cronjob_created{$scope, cronjob="blocklist-publisher"}': '0x200',
        'kube_cronjob_created{$scope, cronjob="queue-backup"}': '0x200',
        'kube_cronjob_status_last_successful_time{$scope, cronjob="blocklist-publisher"}': '_x139 8400x60',
      },
      firing: {
        130: [],
        131: [
          {
            labels: { cronjob: 'blocklist-publisher' },
            summary: 'the blocklist of kiosque-test was not published to all repositories for 2h 11m 0s',
          },
        ],
        141: [],
        199: [],
      },
    },
  ],
  KiosqueVolumeFilling: [
    {
      series: {
        'kubelet_volume_stats_used_bytes{$scope, persistentvolumeclaim="data-redis-0"}': '50 90x20 70x20',
        'kubelet_volume_stats_capacity_bytes{$scope, persistentvolumeclaim="data-redis-0"}': '100x50',
      },
      firing: {
        10: [],
        11: [
          {
            labels: { persistentvolumeclaim: 'data-redis-0' },
            summary: 'the volume data-redis-0 of kiosque-test is 90% full',
          },
        ],
        22: [],
        35: [],
      },
    },
  ],
  KiosqueQuotaFilling: [
    {
      series: {
        'kube_resourcequota{$scope, resource="requests.cpu", type="used"}': '40 95x20 80x20',
        'kube_resourcequota{$scope, resource="requests.cpu", type="hard"}': '100x50',
        'kube_resourcequota{$scope, resource="services.nodeports", type="used"}': '0x50',
        'kube_resourcequota{$scope, resource="services.nodeports", type="hard"}': '0x50',
      },
      firing: {
        15: [],
        16: [
          {
            labels: { resource: 'requests.cpu' },
            summary: '95% of the quota of requests.cpu is used in kiosque-test',
          },
        ],
        22: [],
        40: [],
      },
    },
  ],
  KiosqueRestarting: [
    {
      series: {
        'kube_pod_container_status_restarts_total{$scope, container="content", pod="a"}': '0 5x50',
        'kube_pod_container_status_restarts_total{$scope, container="queue-rubis", pod="b"}': '0 2x50',
      },
      firing: {
        0: [],
        1: [
          {
            labels: { container: 'content' },
            summary: 'the containers content of kiosque-test restarted 5 times in 30 minutes',
          },
        ],
        32: [],
      },
    },
  ],
  KiosqueCertificateExpiring: [
    {
      series: {
        'certmanager_certificate_expiration_timestamp_seconds{$scope, name="certificate"}': '1215600x169 9000000x20',
      },
      firing: {
        160: [],
        161: [
          {
            labels: { name: 'certificate' },
            summary: 'the certificate certificate of kiosque-test expires in 13d 22h 59m 0s',
          },
        ],
        170: [],
      },
    },
  ],
};
