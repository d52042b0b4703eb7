import { CONTENT_READS, TICKET_CHANGES } from '../alerts/selectors.ts';
import type { DashboardDefinition } from './dashboard.ts';
import { CPU, MEMORY } from './resources.ts';

const succeeded = (requests: string): string => {
  const rate = (selector: string): string => `sum(rate(${selector}[$__rate_interval]))`;
  return `${rate(requests.replace('}', ', status!~"5.."}'))} / ${rate(requests)}`;
};

/** The state of an environment at a glance. */
export const overview: DashboardDefinition = {
  name: 'overview',
  title: 'Kiosque: overview',
  description: 'Whether the environment works, and how much it is used.',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Reads of content that succeed',
          description: 'Share of the requests for events, news and FAQ without a server error. The objective is 99.9%.',
          unit: 'percentunit',
          isStat: true,
          width: 6,
          queries: [{ expression: succeeded(CONTENT_READS.all), legend: 'content', changedBy: 'fail' }],
          alert: 'KiosqueContentBudget1h',
        },
        {
          title: 'Changes of tickets that succeed',
          description: 'Share of the tickets taken, called and changed without a server error. The objective is 99.9%.',
          unit: 'percentunit',
          isStat: true,
          width: 6,
          queries: [{ expression: succeeded(TICKET_CHANGES.all), legend: 'tickets', changedBy: 'fail' }],
          alert: 'KiosqueTicketsBudget1h',
        },
        {
          title: 'Pods that respond',
          description: 'Pods whose metrics can be read.',
          unit: 'short',
          isStat: true,
          width: 6,
          queries: [{ expression: 'sum(up{$scope})', legend: 'pods', changedBy: 'stop-pod' }],
          alert: 'KiosqueDown',
        },
        {
          title: 'People waiting',
          description: 'In all queues together.',
          unit: 'short',
          isStat: true,
          width: 6,
          queries: [
            {
              expression: 'sum(max by (queue) (kiosque_queue_waiting{$scope}))',
              legend: 'people',
              changedBy: 'serve',
            },
          ],
        },
      ],
    },
    {
      title: 'Use and capacity',
      panels: [
        {
          title: 'Response time of databases (p95)',
          description: 'Time that 95% of the calls to Redis, SQLite, Blob storage and files take at most.',
          unit: 's',
          queries: [
            {
              expression:
                'histogram_quantile(0.95, sum by (dependency, le) (rate(kiosque_dependency_duration_seconds_bucket{$scope}[$__rate_interval])))',
              legend: '{{dependency}}',
              changedBy: 'serve',
            },
          ],
          alert: 'KiosqueDependencyFailing',
        },
        {
          title: 'Requests by service',
          description: 'Requests per second, probes of the cluster included.',
          unit: 'reqps',
          queries: [
            {
              expression:
                'sum by (container) (rate(kiosque_http_request_duration_seconds_count{$scope}[$__rate_interval]))',
              legend: '{{container}}',
              changedBy: 'read',
            },
          ],
        },
        {
          title: 'Running containers by queue and environment',
          description: 'Containers that respond. A service without any is down.',
          unit: 'short',
          queries: [
            {
              expression: 'sum by (namespace, container) (up{$scope})',
              legend: '{{container}} in {{namespace}}',
              changedBy: 'stop-pod',
            },
          ],
          alert: 'KiosqueDown',
        },
        {
          title: 'CPU of the namespace',
          description: 'What the containers use, request and may use, and the quota of all requests.',
          unit: 'short',
          queries: [
            { expression: `sum(${CPU.used})`, legend: 'used', changedBy: 'change-cluster' },
            { expression: `sum(${CPU.requested})`, legend: 'requested', changedBy: 'change-cluster' },
            { expression: `sum(${CPU.limit})`, legend: 'limit', changedBy: 'change-cluster' },
            { expression: `max(${CPU.quota})`, legend: 'quota', changedBy: 'change-cluster' },
          ],
          alert: 'KiosqueQuotaFilling',
        },
        {
          title: 'Memory of the namespace',
          description: 'What the containers use, request and may use, and the quota of all requests.',
          unit: 'bytes',
          queries: [
            { expression: `sum(${MEMORY.used})`, legend: 'used', changedBy: 'change-cluster' },
            { expression: `sum(${MEMORY.requested})`, legend: 'requested', changedBy: 'change-cluster' },
            { expression: `sum(${MEMORY.limit})`, legend: 'limit', changedBy: 'change-cluster' },
            { expression: `max(${MEMORY.quota})`, legend: 'quota', changedBy: 'change-cluster' },
          ],
          alert: 'KiosqueQuotaFilling',
        },
        {
          title: 'Size of each queue',
          description: 'People waiting.',
          unit: 'short',
          queries: [
            { expression: 'max by (queue) (kiosque_queue_waiting{$scope})', legend: '{{queue}}', changedBy: 'serve' },
          ],
          alert: 'KiosqueQueueTooLong',
        },
      ],
    },
  ],
};
