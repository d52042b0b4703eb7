import { alert } from './alert.ts';
import type { Alerts } from './alert.ts';
import { errorBudgetAlerts } from './error-budget.ts';
import type { Objective } from './error-budget.ts';
import { TICKET_CHANGES } from './selectors.ts';

const WAITING = 'max by (namespace, queue) (kiosque_queue_waiting{$scope})';

/** When a task of a queue last succeeded. */
const succeeded = (task: string): string =>
  `max by (namespace, queue) (kiosque_task_success_timestamp_seconds{$scope, task="${task}"})`;

/** How many changes of tickets may fail. */
export const ticketObjective: Objective = {
  name: 'KiosqueTicketsBudget',
  subject: 'changes of tickets',
  requests: TICKET_CHANGES,
  budget: 0.001,
};

/** Alerts on the queues, their Redis and their jobs. */
export const ticketQueueAlerts: Alerts = {
  ...errorBudgetAlerts(ticketObjective),
  KiosqueQueueStorageAway: alert({
    severity: 'critical',
    minutes: 2,
    thresholds: {},
    expression: () => 'count by (namespace, queue) (kiosque_queue_stale{$scope} == 1)',
    summary:
      'the store of queue {{ $labels.queue }} does not respond in {{ $labels.namespace }}: tickets can be neither taken nor called (pods: {{ $value }})',
  }),
  KiosqueQueueNotMoving: alert({
    severity: 'warning',
    minutes: 5,
    thresholds: { people: 5 },
    expression: ({ people }) =>
      [
        `${WAITING} >= ${String(people)}`,
        // Not at once when people enter in the morning.
        `and min by (namespace, queue) (min_over_time(kiosque_queue_waiting{$scope}[20m])) >= ${String(people)}`,
        'unless sum by (namespace, queue) (increase(kiosque_queue_tickets_total{$scope, action="call"}[20m])) > 0',
      ].join('\n'),
    summary:
      '{{ $value }} people wait in queue {{ $labels.queue }} of {{ $labels.namespace }}, and nobody was called for 20 minutes',
  }),
  KiosqueQueueTooLong: alert({
    severity: 'warning',
    minutes: 10,
    thresholds: { people: 100 },
    expression: ({ people }) => `${WAITING} > ${String(people)}`,
    summary: '{{ $value }} people wait in queue {{ $labels.queue }} of {{ $labels.namespace }}',
  }),
  KiosqueBackupLate: alert({
    severity: 'warning',
    minutes: 30,
    thresholds: { seconds: 5400 },
    expression: ({ seconds }) => `time() - ${succeeded('backup')} > ${String(seconds)}`,
    orAbsent: ({ queues }) =>
      queues.map(
        (queue) =>
          `max by (namespace, queue) (absent(kiosque_task_success_timestamp_seconds{$scope, queue="${queue}", task="backup"})) * Inf`,
      ),
    summary:
      'last backup of queue {{ $labels.queue }} of {{ $labels.namespace }}: {{ if gt $value 1e9 }}never{{ else }}{{ $value | humanizeDuration }} ago{{ end }}',
  }),
  KiosqueDayNotClosed: alert({
    severity: 'warning',
    minutes: 30,
    thresholds: { seconds: 93_600 },
    expression: ({ seconds }) => `time() - ${succeeded('close-day')} > ${String(seconds)}`,
    orAbsent: ({ queues }) =>
      queues.map((queue) =>
        [
          // A new queue has until the end of its first day.
          `(group by (namespace, queue) (kiosque_queue_waiting{$scope, queue="${queue}"} offset 26h)`,
          `and group by (namespace, queue) (kiosque_queue_waiting{$scope, queue="${queue}"})`,
          `unless ${succeeded('close-day')}) * Inf`,
        ].join('\n'),
      ),
    summary:
      'the day of queue {{ $labels.queue }} of {{ $labels.namespace }} was last closed: {{ if gt $value 1e9 }}never{{ else }}{{ $value | humanizeDuration }} ago{{ end }}',
  }),
  KiosqueRedisMemory: alert({
    severity: 'warning',
    minutes: 10,
    thresholds: { share: 0.8 },
    expression: ({ share }) =>
      [
        'max by (namespace, node) (kiosque_redis_memory_used_bytes{$scope})',
        `/ (max by (namespace, node) (kiosque_redis_memory_max_bytes{$scope}) > 0) > ${String(share)}`,
      ].join('\n'),
    summary: 'Redis {{ $labels.node }} of {{ $labels.namespace }} uses {{ $value | humanizePercentage }} of its memory',
  }),
  KiosqueRedisNotPersisting: alert({
    severity: 'critical',
    minutes: 2,
    thresholds: {},
    expression: () => 'count by (namespace, node) (kiosque_redis_aof_ok{$scope} == 0)',
    summary:
      'Redis {{ $labels.node }} of {{ $labels.namespace }} cannot write its append-only file: a restart would lose tickets (pods that see it: {{ $value }})',
  }),
};
