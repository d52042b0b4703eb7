import { TICKET_CHANGES } from '../alerts/selectors.ts';
import type { DashboardDefinition, Panel, Query } from './dashboard.ts';

/** The 90th percentile by queue. */
const slowest = (histogram: string): Query => ({
  expression: `histogram_quantile(0.9, sum by (queue, le) (rate(${histogram}_bucket{$scope}[$__rate_interval])))`,
  legend: '{{queue}}',
  changedBy: 'serve',
});

const lastSuccess = (task: string): Query => ({
  expression: `max by (queue) (kiosque_task_success_timestamp_seconds{$scope, task="${task}"}) * 1000`,
  legend: '{{queue}}',
  changedBy: 'run-jobs',
});

const people: readonly Panel[] = [
  {
    title: 'People waiting',
    description: 'In each queue.',
    unit: 'short',
    queries: [
      { expression: 'max by (queue) (kiosque_queue_waiting{$scope})', legend: '{{queue}}', changedBy: 'serve' },
    ],
    alert: 'KiosqueQueueTooLong',
  },
  {
    title: 'Time to the first call (p90)',
    description: 'Nine of ten people who were called waited at most this long.',
    unit: 's',
    queries: [slowest('kiosque_queue_wait_seconds')],
    alert: 'KiosqueQueueNotMoving',
  },
  {
    title: 'Time at the desk (p90)',
    description: 'Nine of ten tickets were completed at most this long after their last call.',
    unit: 's',
    queries: [slowest('kiosque_queue_service_seconds')],
  },
  {
    title: 'Ticket actions',
    description: 'Tickets issued, called and otherwise changed per minute.',
    unit: 'short',
    queries: [
      {
        expression: '60 * sum by (queue, action) (rate(kiosque_queue_tickets_total{$scope}[$__rate_interval]))',
        legend: '{{queue}} {{action}}',
        changedBy: 'serve',
      },
    ],
    alert: 'KiosqueQueueNotMoving',
  },
  {
    title: 'Changes of tickets by status',
    description: 'Requests per second. 5xx are failures.',
    unit: 'reqps',
    queries: [
      {
        expression: `sum by (status) (rate(${TICKET_CHANGES.all}[$__rate_interval]))`,
        legend: '{{status}}',
        changedBy: 'fail',
      },
    ],
    alert: 'KiosqueTicketsBudget1h',
  },
  {
    title: 'Event streams',
    description: 'Streams that are open, and streams per minute that were refused at a limit.',
    unit: 'short',
    queries: [
      {
        expression: 'sum by (container) (kiosque_event_streams_open{$scope})',
        legend: '{{container}} open',
        changedBy: 'follow',
      },
      {
        expression: '60 * sum by (container) (rate(kiosque_event_streams_refused_total{$scope}[$__rate_interval]))',
        legend: '{{container}} refused',
        changedBy: 'follow',
      },
    ],
    alert: 'KiosqueEventStreamsCut',
  },
];

const store: readonly Panel[] = [
  {
    title: 'Store does not respond',
    description: '1 while a pod of the queue can neither take nor call tickets.',
    unit: 'short',
    queries: [
      { expression: 'max by (queue) (kiosque_queue_stale{$scope})', legend: '{{queue}}', changedBy: 'lose-redis' },
    ],
    alert: 'KiosqueQueueStorageAway',
  },
  {
    title: 'Response time of the store (p95)',
    description: 'Time that 95% of the calls to Redis or SQLite take at most, by operation.',
    unit: 's',
    queries: [
      {
        expression:
          'histogram_quantile(0.95, sum by (operation, le) (rate(kiosque_dependency_duration_seconds_bucket{$scope, dependency=~"redis|sqlite"}[$__rate_interval])))',
        legend: '{{operation}}',
        changedBy: 'serve',
      },
    ],
    alert: 'KiosqueDependencyFailing',
  },
  {
    title: 'Memory of Redis',
    description: 'At its limit, Redis refuses new tickets. A limit of 0 means none.',
    unit: 'bytes',
    queries: [
      {
        expression: 'max by (node) (kiosque_redis_memory_used_bytes{$scope})',
        legend: '{{node}} used',
        changedBy: 'serve',
      },
      {
        expression: 'max by (node) (kiosque_redis_memory_max_bytes{$scope})',
        legend: '{{node}} limit',
        changedBy: 'configure-redis',
      },
    ],
    alert: 'KiosqueRedisMemory',
  },
  {
    title: 'Redis writes its file',
    description: '1 while Redis has an append-only file and its last write succeeded.',
    unit: 'short',
    isStat: true,
    queries: [
      {
        expression:
          'min by (node) (kiosque_redis_up{$scope} * kiosque_redis_aof_enabled{$scope} * kiosque_redis_aof_ok{$scope})',
        legend: '{{node}}',
        changedBy: 'configure-redis',
      },
    ],
    alert: 'KiosqueRedisNotPersisting',
  },
  {
    title: 'Last backup',
    description: 'When each queue was last backed up.',
    unit: 'dateTimeFromNow',
    isStat: true,
    queries: [lastSuccess('backup')],
    alert: 'KiosqueBackupLate',
  },
  {
    title: 'Last end of day',
    description: 'When the tickets of earlier days were last closed.',
    unit: 'dateTimeFromNow',
    isStat: true,
    queries: [lastSuccess('close-day')],
    alert: 'KiosqueDayNotClosed',
  },
];

/** All queues side by side. */
export const queues: DashboardDefinition = {
  name: 'queues',
  title: 'Kiosque: queues',
  description: 'How long people wait in each queue, and whether its store works.',
  rows: [
    { title: 'People', panels: people },
    { title: 'Store and jobs', panels: store },
  ],
};
