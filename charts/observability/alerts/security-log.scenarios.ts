import type { Scenarios } from './scenario.ts';

const origin = 'http:edge/access';

/** What the alerts on the security log do. */
export const securityLogScenarios: Scenarios = {
  KiosqueSecurityLogStorageAway: [
    {
      series: {
        'kiosque_security_log_stale{$scope, pod="a"}': '0 1x8 0x5',
        'kiosque_security_log_stale{$scope, pod="b"}': '0 1x8 0x5',
      },
      firing: {
        5: [],
        6: [
          {
            labels: {},
            summary:
              'the store of the security log does not respond in kiosque-test: log lines wait or are refused (pods: 2)',
          },
        ],
        10: [],
      },
    },
  ],
  KiosqueSecurityLogLag: [
    {
      series: {
        'kiosque_security_log_lag_seconds{$scope, pod="a"}': '0 900x9 500x5',
        'kiosque_security_log_lag_seconds{$scope, pod="b"}': '0 900x9 500x5',
      },
      firing: {
        5: [],
        6: [{ labels: {}, summary: 'log lines of kiosque-test wait for 15m 0s to be analysed' }],
        11: [],
      },
    },
  ],
  KiosqueSecurityLogDeadLetters: [
    {
      series: { 'kiosque_security_log_dead_letters{$scope}': '0 2x9 0x5' },
      firing: {
        5: [],
        6: [{ labels: {}, summary: '2 batches of log lines of kiosque-test could not be analysed' }],
        11: [],
      },
    },
  ],
  KiosqueSecurityLogSourceSilent: [
    {
      // The last line was at minute 0; one arrives after seven hours.
      series: {
        [`kiosque_security_log_last_line_timestamp_seconds{$scope, origin="${origin}"}`]: '1x420 25200x20',
        'kiosque_security_log_last_line_timestamp_seconds{$scope, origin="syslog:192.0.2.7"}': '0+60x440',
      },
      firing: {
        370: [],
        371: [
          {
            labels: { origin },
            summary: `no line of ${origin} reached the security log of kiosque-test for 6h 10m 59s`,
          },
        ],
        422: [],
      },
    },
  ],
  KiosqueSecurityAttackWave: [
    {
      series: {
        'kiosque_security_log_findings{$scope, pod="a", kind="injection", level="attack"}': '0 4x9 3x9',
        'kiosque_security_log_findings{$scope, pod="b", kind="injection", level="attack"}': '0 4x9 3x9',
        'kiosque_security_log_findings{$scope, pod="a", kind="probe", level="attack"}': '0 3x9 2x9',
        'kiosque_security_log_findings{$scope, pod="a", kind="probe", level="attempt"}': '900x20',
      },
      firing: {
        2: [],
        3: [{ labels: {}, summary: '7 attacks, beyond attempts, within an hour in the logs of kiosque-test' }],
        11: [],
      },
    },
  ],
  KiosqueBlocklistHeldBack: [
    {
      series: {
        'kiosque_blocklist_held_entries{$scope, pod="a"}': '0 250x9 0x5',
        'kiosque_blocklist_held_entries{$scope, pod="b"}': '0 250x9 0x5',
      },
      firing: {
        5: [],
        6: [{ labels: {}, summary: 'the blocklist of kiosque-test is held back: 250 new entries wait for a person' }],
        11: [],
      },
    },
  ],
  KiosqueBlocklistNotBuilt: [
    {
      // The last build was at minute 0; the next one is after 80 minutes.
      series: {
        'kiosque_blocklist_last_build_timestamp_seconds{$scope, pod="a"}': '0x79 4800x20',
        'kiosque_blocklist_last_build_timestamp_seconds{$scope, pod="b"}': '0x90',
      },
      firing: {
        65: [],
        66: [{ labels: {}, summary: 'the blocklist of kiosque-test was not built for 1h 6m 0s' }],
        81: [],
      },
    },
  ],
};
