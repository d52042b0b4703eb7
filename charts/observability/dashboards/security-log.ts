import type { DashboardDefinition } from './dashboard.ts';

/** The security log: what arrives, what waits, what was found. */
export const securityLog: DashboardDefinition = {
  name: 'security-log',
  title: 'Kiosque: security log',
  description:
    'Which lines arrive, how long they wait to be analysed, and what was found in them. The report itself is at /security.',
  rows: [
    {
      title: 'Findings',
      panels: [
        {
          title: 'Attacks by kind',
          description: 'Findings with a hit in the last hour, by the clock of the log, that had success or impact.',
          unit: 'short',
          width: 12,
          queries: [
            {
              expression: 'max by (kind) (kiosque_security_log_findings{$scope, level="attack"})',
              legend: '{{kind}}',
              changedBy: 'send-logs',
            },
          ],
          alert: 'KiosqueSecurityAttackWave',
        },
        {
          title: 'Attempts by kind',
          description: 'Findings with a hit in the last hour that had neither success nor impact.',
          unit: 'short',
          width: 12,
          queries: [
            {
              expression: 'max by (kind) (kiosque_security_log_findings{$scope, level="attempt"})',
              legend: '{{kind}}',
              changedBy: 'send-logs',
            },
          ],
        },
      ],
    },
    {
      title: 'Blocklist',
      panels: [
        {
          title: 'Entries of the blocklist',
          description: 'Published entries by family and origin.',
          unit: 'short',
          queries: [
            {
              expression: 'max by (family, origin) (kiosque_blocklist_entries{$scope})',
              legend: '{{family}} {{origin}}',
              changedBy: 'send-logs',
            },
          ],
        },
        {
          title: 'Entries that are not published',
          description:
            'Entries that are held back until a person releases them, and sources of findings that are never listed.',
          unit: 'short',
          queries: [
            {
              expression: 'max(kiosque_blocklist_held_entries{$scope})',
              legend: 'held back',
              changedBy: 'send-logs',
            },
            {
              expression: 'max(kiosque_blocklist_never_listed_sources{$scope})',
              legend: 'never listed',
              changedBy: 'send-logs',
            },
          ],
          alert: 'KiosqueBlocklistHeldBack',
        },
        {
          title: 'Version of the blocklist',
          description: 'One more on every change.',
          unit: 'short',
          queries: [
            { expression: 'max(kiosque_blocklist_version{$scope})', legend: 'version', changedBy: 'send-logs' },
          ],
        },
        {
          title: 'Time since the last build',
          description: 'Since the blocklist was last built, whether it changed or not.',
          unit: 's',
          queries: [
            {
              expression: 'time() - max(kiosque_blocklist_last_build_timestamp_seconds{$scope})',
              legend: 'age',
              changedBy: 'send-logs',
            },
          ],
          alert: 'KiosqueBlocklistNotBuilt',
        },
      ],
    },
    {
      title: 'Lines',
      panels: [
        {
          title: 'Lines by source',
          description: 'Lines stored per second, and lines refused because the queue was full.',
          unit: 'short',
          queries: [
            {
              expression: 'sum by (source, outcome) (rate(kiosque_security_log_lines_total{$scope}[$__rate_interval]))',
              legend: '{{source}} {{outcome}}',
              changedBy: 'send-logs',
            },
          ],
        },
        {
          title: 'Lines by format',
          description: 'Lines analysed per second, and lines that no format could read.',
          unit: 'short',
          queries: [
            {
              expression:
                'sum by (format, outcome) (rate(kiosque_security_log_analysed_lines_total{$scope}[$__rate_interval]))',
              legend: '{{format}} {{outcome}}',
              changedBy: 'send-logs',
            },
          ],
        },
        {
          title: 'Newest line by origin',
          description: 'Age of the newest line of each origin.',
          unit: 's',
          queries: [
            {
              expression: 'time() - max by (origin) (kiosque_security_log_last_line_timestamp_seconds{$scope})',
              legend: '{{origin}}',
              changedBy: 'send-logs',
            },
          ],
          alert: 'KiosqueSecurityLogSourceSilent',
        },
        {
          title: 'Response time of the storage (p95)',
          description: 'Time that 95% of the calls of the security log take at most, by operation.',
          unit: 's',
          queries: [
            {
              expression:
                'histogram_quantile(0.95, sum by (operation, le) (rate(kiosque_dependency_duration_seconds_bucket{$scope, operation=~"security-log.+"}[$__rate_interval])))',
              legend: '{{operation}}',
              changedBy: 'send-logs',
            },
          ],
          alert: 'KiosqueSecurityLogStorageAway',
        },
      ],
    },
  ],
};
