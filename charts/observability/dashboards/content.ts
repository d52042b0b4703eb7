import { CONTENT_READS } from '../alerts/selectors.ts';
import { percentiles } from './dashboard.ts';
import type { DashboardDefinition } from './dashboard.ts';

const BUCKETS = CONTENT_READS.all.replace('_count{', '_bucket{');

/** Events, news and FAQ. */
export const content: DashboardDefinition = {
  name: 'content',
  title: 'Kiosque: content',
  description: 'How fast events, news and FAQ are served, and how fresh they are.',
  rows: [
    {
      title: 'Reads',
      panels: [
        {
          title: 'Reads by route',
          description: 'Requests per second for pages and through the API.',
          unit: 'reqps',
          queries: [
            {
              expression: `sum by (route) (rate(${CONTENT_READS.all}[$__rate_interval]))`,
              legend: '{{route}}',
              changedBy: 'read',
            },
          ],
        },
        {
          title: 'Reads by status',
          description: 'Requests per second. 5xx are failures, 304 are copies that were still valid.',
          unit: 'reqps',
          queries: [
            {
              expression: `sum by (status) (rate(${CONTENT_READS.all}[$__rate_interval]))`,
              legend: '{{status}}',
              changedBy: 'fail',
            },
          ],
          alert: 'KiosqueContentBudget1h',
        },
        {
          title: 'Response time of reads',
          description: 'Percentiles over all pods.',
          unit: 's',
          queries: percentiles(BUCKETS, [], 'read'),
          alert: 'KiosqueSlow',
        },
        {
          title: 'Answers from the cache',
          description: 'Share of the requests that prepared answers were found for.',
          unit: 'percentunit',
          queries: [
            {
              expression:
                'sum(rate(kiosque_answer_cache_requests_total{$scope, result="hit"}[$__rate_interval])) / sum(rate(kiosque_answer_cache_requests_total{$scope}[$__rate_interval]))',
              legend: 'hits',
              changedBy: 'read',
            },
          ],
        },
      ],
    },
    {
      title: 'Freshness',
      panels: [
        {
          title: 'Age of each collection',
          description: 'Time since the storage last confirmed the copy of the pod that is furthest behind.',
          unit: 's',
          queries: [
            {
              expression: 'max by (collection) (kiosque_content_age_seconds{$scope})',
              legend: '{{collection}}',
              changedBy: 'lose-storage',
            },
          ],
          alert: 'KiosqueContentOld',
        },
        {
          title: 'Last change',
          description: 'When the content of each collection last changed.',
          unit: 'dateTimeFromNow',
          isStat: true,
          queries: [
            {
              expression: 'max by (collection) (kiosque_content_changed_timestamp_seconds{$scope}) * 1000',
              legend: '{{collection}}',
              changedBy: 'publish',
            },
          ],
        },
        {
          title: 'Items',
          description: 'Items of each collection, including those that are not public.',
          unit: 'short',
          queries: [
            {
              expression: 'max by (collection) (kiosque_content_items{$scope})',
              legend: '{{collection}}',
              changedBy: 'publish',
            },
          ],
        },
        {
          title: 'Refreshes by outcome',
          description: 'Per second. Refused documents are invalid; failed refreshes could not reach the storage.',
          unit: 'ops',
          queries: [
            {
              expression: 'sum by (outcome) (rate(kiosque_content_refreshes_total{$scope}[$__rate_interval]))',
              legend: '{{outcome}}',
              changedBy: 'publish',
            },
          ],
          alert: 'KiosqueDocumentRefused',
        },
        {
          title: 'Responses from stale copies',
          description: 'Responses per second that were older than their TTL, because a refresh failed or was late.',
          unit: 'reqps',
          queries: [
            {
              expression: 'sum by (collection) (rate(kiosque_content_stale_answers_total{$scope}[$__rate_interval]))',
              legend: '{{collection}}',
              changedBy: 'lose-storage',
            },
          ],
          alert: 'KiosqueContentStorageAway',
        },
        {
          title: 'Response time of the storage (p95)',
          description: 'Time that 95% of the calls to Blob storage or the file system take at most, by operation.',
          unit: 's',
          queries: [
            {
              expression:
                'histogram_quantile(0.95, sum by (operation, le) (rate(kiosque_dependency_duration_seconds_bucket{$scope, dependency=~"azure-blob|file-system"}[$__rate_interval])))',
              legend: '{{operation}}',
              changedBy: 'lose-storage',
            },
          ],
          alert: 'KiosqueDependencyFailing',
        },
      ],
    },
  ],
};
