import { alert } from './alert.ts';
import type { Alerts } from './alert.ts';
import { errorBudgetAlerts } from './error-budget.ts';
import type { Objective } from './error-budget.ts';
import { CONTENT_READS } from './selectors.ts';

const refreshes = (outcome: string): string =>
  `increase(kiosque_content_refreshes_total{$scope, outcome=~"${outcome}"}[5m])`;

/** How many reads of events, news and FAQ may fail. */
export const contentObjective: Objective = {
  name: 'KiosqueContentBudget',
  subject: 'reads of content',
  requests: CONTENT_READS,
  budget: 0.001,
};

/** Alerts on events, news and FAQ. */
export const contentAlerts: Alerts = {
  ...errorBudgetAlerts(contentObjective),
  KiosqueContentMissing: alert({
    severity: 'critical',
    minutes: 2,
    thresholds: {},
    expression: () => 'count by (namespace, collection) (kiosque_content_available{$scope} == 0)',
    summary: 'there is no copy of {{ $labels.collection }} to serve in {{ $labels.namespace }} (pods: {{ $value }})',
  }),
  KiosqueContentStorageAway: alert({
    severity: 'critical',
    minutes: 5,
    thresholds: { failures: 5 },
    expression: ({ failures }) =>
      [
        `sum by (namespace) (${refreshes('failed')}) >= ${String(failures)}`,
        `unless sum by (namespace) (${refreshes('changed|unchanged')}) > 0`,
      ].join('\n'),
    summary:
      'the storage of the documents does not respond in {{ $labels.namespace }} (failed in 5 minutes: {{ $value | humanize }})',
  }),
  KiosqueContentOld: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: { seconds: 900 },
    expression: ({ seconds }) =>
      `max by (namespace, collection) (kiosque_content_age_seconds{$scope}) > ${String(seconds)}`,
    summary:
      '{{ $labels.collection }} was last confirmed {{ $value | humanizeDuration }} ago in {{ $labels.namespace }}',
  }),
  KiosqueDocumentRefused: alert({
    severity: 'warning',
    minutes: 0,
    thresholds: {},
    expression: () =>
      'sum by (namespace, collection) (increase(kiosque_content_refreshes_total{$scope, outcome="refused"}[10m])) > 0',
    summary:
      'the document of {{ $labels.collection }} is invalid, so {{ $labels.namespace }} serves the previous copy (refused: {{ $value | humanize }})',
  }),
};
