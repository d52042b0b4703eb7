import type { Scenarios } from './scenario.ts';

const labels = { container: 'content' };

const bucket = (le: string): string =>
  `kiosque_http_request_duration_seconds_bucket{$scope, container="content", le="${le}"}`;

/** What the alerts on web services do. */
export const serviceScenarios: Scenarios = {
  KiosqueDown: [
    {
      series: {
        'up{$scope, container="content", pod="a"}': '1 0x9 1x10',
        'up{$scope, container="content", pod="b"}': '1 0x9 1x10',
        'up{$scope, container="queue-rubis", pod="c"}': '1x12 0x5',
        'up{$scope, container="queue-rubis", pod="d"}': '1x2 0x15',
      },
      firing: {
        2: [],
        3: [{ labels, summary: 'no pod of content responds in kiosque-test (responding: 0)' }],
        11: [],
        15: [
          {
            labels: { container: 'queue-rubis', queue: 'rubis' },
            summary: 'no pod of queue-rubis responds in kiosque-test (responding: 0)',
          },
        ],
      },
    },
    {
      series: {
        'up{$scope, container="content"}': '1x20',
        'up{$scope, container="queue-rubis"}': '1x3 stale _x10 1x10',
      },
      firing: {
        5: [],
        6: [
          {
            labels: { container: 'queue-rubis', queue: 'rubis' },
            summary: 'no pod of queue-rubis responds in kiosque-test (responding: 0)',
          },
        ],
        15: [],
      },
    },
    {
      series: { 'up{$scope, container="queue-rubis"}': '1x10' },
      firing: { 1: [], 2: [{ labels, summary: 'no pod of content responds in kiosque-test (responding: 0)' }] },
    },
  ],
  KiosquePodDown: [
    {
      series: {
        'up{$scope, container="content", pod="a"}': '1 0x10 1x10',
        'up{$scope, container="content", pod="b"}': '1x30',
      },
      firing: {
        5: [],
        6: [{ labels, summary: 'pods of content do not respond in kiosque-test (pods: 1)' }],
        12: [],
      },
    },
  ],
  KiosqueSlow: [
    {
      series: {
        [bucket('0.5')]: '0+98x20 2060+100x20',
        [bucket('1')]: '0+100x41',
        [bucket('+Inf')]: '0+100x41',
      },
      firing: {
        10: [],
        11: [{ labels, summary: '1% of the responses of content in kiosque-test take longer than 750ms' }],
        30: [],
      },
    },
    {
      series: { [bucket('0.1')]: '0+98x40', [bucket('0.5')]: '0+100x40', [bucket('+Inf')]: '0+100x40' },
      firing: { 30: [] },
    },
  ],
  KiosqueDependencyFailing: [
    {
      series: {
        'kiosque_dependency_duration_seconds_count{$scope, container="queue-rubis", dependency="redis", outcome="error"}':
          '0+3x20 60x20',
        'kiosque_dependency_duration_seconds_count{$scope, container="queue-rubis", dependency="redis", outcome="ok"}':
          '0+7x40',
      },
      firing: {
        5: [],
        6: [
          {
            labels: { container: 'queue-rubis', queue: 'rubis', dependency: 'redis' },
            summary: '30% of the calls of queue-rubis to redis fail in kiosque-test',
          },
        ],
        26: [],
      },
    },
    {
      series: {
        'kiosque_dependency_duration_seconds_count{$scope, container="queue-rubis", dependency="redis", outcome="error"}':
          '0+15x40',
        'kiosque_dependency_duration_seconds_count{$scope, container="queue-rubis", dependency="redis", outcome="ok"}':
          '0+85x40',
        'kiosque_dependency_duration_seconds_count{$scope, container="content", dependency="azure-blob", outcome="error"}':
          '0+15x40',
      },
      firing: { 30: [] },
    },
  ],
  KiosqueEventStreamsCut: [
    {
      series: { 'kiosque_event_streams_cut_total{$scope, container="content"}': '0x15 2+2x30 62x30' },
      firing: {
        30: [],
        31: [
          {
            labels,
            summary: '30 event streams of content in kiosque-test were cut in 15 minutes: their clients did not read',
          },
        ],
        62: [],
      },
    },
  ],
  KiosqueManyUnauthorized: [
    {
      series: {
        'kiosque_http_source_errors{$scope, container="content", pod="a", status="401"}': '50 150 100x10',
        'kiosque_http_source_errors{$scope, container="content", pod="b", status="401"}': '50 90 100x10',
        'kiosque_http_source_errors{$scope, container="content", pod="a", status="5xx"}': '1000x10',
      },
      firing: {
        0: [],
        1: [
          { labels, summary: 'one client got 150 responses with status 401 from content in kiosque-test in 5 minutes' },
        ],
        2: [],
      },
    },
  ],
  KiosqueManyServerErrors: [
    {
      series: {
        'kiosque_http_source_errors{$scope, container="content", pod="a", status="5xx"}': '25 75 50x10',
        'kiosque_http_source_errors{$scope, container="content", pod="a", status="401"}': '1000x10',
      },
      firing: {
        0: [],
        1: [{ labels, summary: 'one client got 75 server errors from content in kiosque-test in 5 minutes' }],
        2: [],
      },
    },
  ],
};
