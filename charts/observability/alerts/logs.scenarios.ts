import type { Scenarios } from './scenario.ts';

const labels = { container: 'content' };

const requests = (route: string, pod = 'a'): string =>
  `kiosque_http_request_duration_seconds_count{$scope, container="content", pod="${pod}", method="GET", route="${route}", status="200"}`;

const lines = (pod = 'a'): string => `kiosque_access_log_lines_total{$scope, container="content", pod="${pod}"}`;

/** What the alerts on logs do. */
export const logScenarios: Scenarios = {
  KiosqueAccessLogSilent: [
    {
      series: {
        [requests('/api/:collection')]: '0+20x60',
        [lines()]: '0+20x10 200x29 220+20x20',
        // Another pod that logs must not hide it.
        [requests('/api/:collection', 'b')]: '0+20x60',
        [lines('b')]: '0+20x60',
      },
      firing: {
        29: [],
        30: [
          {
            labels: { ...labels, pod: 'a' },
            summary: 'pod a of content in kiosque-test answered 300 requests in 15 minutes and wrote no access log',
          },
        ],
        41: [],
      },
    },
    {
      series: {
        [requests('/api/:collection')]: '0+10x60',
        [requests('/healthz')]: '0+100x60',
        [lines()]: '5x60',
      },
      firing: { 40: [] },
    },
  ],
  KiosqueTelemetryDropped: [
    {
      series: {
        'kiosque_telemetry_records_total{$scope, container="content", signal="logs", outcome="dropped"}':
          '0x15 10+10x30 310x30',
        'kiosque_telemetry_records_total{$scope, container="content", signal="logs", outcome="exported"}': '0+100x80',
      },
      firing: {
        35: [],
        36: [
          {
            labels: { ...labels, signal: 'logs' },
            summary: 'content in kiosque-test dropped 150 records of logs in 15 minutes',
          },
        ],
        62: [],
      },
    },
  ],
  KiosqueAuditEntriesLost: [
    {
      series: { 'kiosque_audit_entries_lost_total{$scope, container="content"}': '0x5 2x70' },
      firing: {
        5: [],
        6: [{ labels, summary: 'content in kiosque-test lost 2 entries of the audit log in the last hour' }],
        67: [],
      },
    },
  ],
};
