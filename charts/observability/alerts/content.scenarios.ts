import { errorBudgetScenarios } from './error-budget.scenarios.ts';
import type { Scenarios } from './scenario.ts';

/** What the alerts on content do. */
export const contentScenarios: Scenarios = {
  ...errorBudgetScenarios({
    name: 'KiosqueContentBudget',
    subject: 'reads of content',
    counted: 'container="content", method="GET", route="/api/:collection/:id"',
    others: 'container="queue-rubis", method="GET", route="/api/queues/:queue"',
  }),
  KiosqueContentMissing: [
    {
      series: {
        'kiosque_content_available{$scope, collection="faq", pod="a"}': '1 0x9 1x9',
        'kiosque_content_available{$scope, collection="faq", pod="b"}': '1x20',
        'kiosque_content_available{$scope, collection="news", pod="a"}': '1x20',
      },
      firing: {
        2: [],
        3: [
          {
            labels: { collection: 'faq' },
            summary: 'there is no copy of faq to serve in kiosque-test (pods: 1)',
          },
        ],
        11: [],
      },
    },
  ],
  KiosqueContentStorageAway: [
    {
      series: {
        'kiosque_content_refreshes_total{$scope, collection="faq", outcome="failed"}': '0x9 7+1.4x20 35x20',
        'kiosque_content_refreshes_total{$scope, collection="faq", outcome="unchanged"}': '0+1x9 9x21 10+1x20',
      },
      firing: {
        18: [],
        19: [{ summary: 'the storage of the documents does not respond in kiosque-test (failed in 5 minutes: 7)' }],
        33: [],
      },
    },
    {
      series: { 'kiosque_content_refreshes_total{$scope, collection="faq", outcome="failed"}': '0+0.8x40' },
      firing: { 30: [] },
    },
  ],
  KiosqueContentOld: [
    {
      series: {
        'kiosque_content_age_seconds{$scope, collection="faq", pod="a"}': '0+60x25 0x10',
        'kiosque_content_age_seconds{$scope, collection="faq", pod="b"}': '0x40',
      },
      firing: {
        20: [],
        21: [{ labels: { collection: 'faq' }, summary: 'faq was last confirmed 21m 0s ago in kiosque-test' }],
        27: [],
      },
    },
  ],
  KiosqueDocumentRefused: [
    {
      series: {
        'kiosque_content_refreshes_total{$scope, collection="faq", outcome="refused"}': '0x5 1x30',
        'kiosque_content_refreshes_total{$scope, collection="news", outcome="failed"}': '0+1x40',
      },
      firing: {
        5: [],
        6: [
          {
            labels: { collection: 'faq' },
            summary: 'the document of faq is invalid, so kiosque-test serves the previous copy (refused: 1)',
          },
        ],
        17: [],
      },
    },
  ],
};
