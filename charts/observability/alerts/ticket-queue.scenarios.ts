import { errorBudgetScenarios } from './error-budget.scenarios.ts';
import type { Scenarios } from './scenario.ts';

const labels = { queue: 'rubis' };
const node = { node: 'redis:6379' };

/** What the alerts on queues do. */
export const ticketQueueScenarios: Scenarios = {
  ...errorBudgetScenarios({
    name: 'KiosqueTicketsBudget',
    subject: 'changes of tickets',
    counted: 'container="queue-rubis", method="POST", route="/api/queues/:queue/tickets/:token/:transition"',
    others: 'container="queue-rubis", method="GET", route="/api/queues/:queue/tickets"',
  }),
  KiosqueQueueStorageAway: [
    {
      series: {
        'kiosque_queue_stale{$scope, queue="rubis", pod="a"}': '0 1x5 0x5',
        'kiosque_queue_stale{$scope, queue="rubis", pod="b"}': '0 1x5 0x5',
        'kiosque_queue_stale{$scope, queue="saphir", pod="c"}': '0x12',
      },
      firing: {
        2: [],
        3: [
          {
            labels,
            summary:
              'the store of queue rubis does not respond in kiosque-test: tickets can be neither taken nor called (pods: 2)',
          },
        ],
        7: [],
      },
    },
  ],
  KiosqueQueueNotMoving: [
    {
      series: {
        'kiosque_queue_waiting{$scope, queue="rubis", pod="a"}': '7x60',
        'kiosque_queue_waiting{$scope, queue="rubis", pod="b"}': '7x60',
        'kiosque_queue_tickets_total{$scope, queue="rubis", action="call"}': '0+1x10 10x30 11x20',
        'kiosque_queue_tickets_total{$scope, queue="rubis", action="issue"}': '0+1x60',
        'kiosque_queue_tickets_total{$scope, queue="saphir", action="call"}': '0+1x60',
      },
      firing: {
        34: [],
        35: [{ labels, summary: '7 people wait in queue rubis of kiosque-test, and nobody was called for 20 minutes' }],
        42: [],
      },
    },
    { series: { 'kiosque_queue_waiting{$scope, queue="rubis"}': '4x60' }, firing: { 50: [] } },
    {
      // The queue opens after a night.
      series: {
        'kiosque_queue_waiting{$scope, queue="rubis", pod="a"}': '0x40 7x50',
        'kiosque_queue_tickets_total{$scope, queue="rubis", action="call"}': '9x90',
      },
      firing: {
        60: [],
        66: [{ labels, summary: '7 people wait in queue rubis of kiosque-test, and nobody was called for 20 minutes' }],
      },
    },
  ],
  KiosqueQueueTooLong: [
    {
      series: {
        'kiosque_queue_waiting{$scope, queue="rubis", pod="a"}': '50 150x20 100x20',
        'kiosque_queue_waiting{$scope, queue="rubis", pod="b"}': '50 150x20 100x20',
      },
      firing: { 10: [], 11: [{ labels, summary: '150 people wait in queue rubis of kiosque-test' }], 22: [], 35: [] },
    },
  ],
  KiosqueBackupLate: [
    {
      series: {
        'kiosque_task_success_timestamp_seconds{$scope, queue="rubis", task="backup"}': '0x129 7800x30',
        'kiosque_task_success_timestamp_seconds{$scope, queue="rubis", task="close-day"}': '0+60x160',
      },
      firing: {
        120: [],
        121: [{ labels, summary: 'last backup of queue rubis of kiosque-test: 2h 1m 0s ago' }],
        130: [],
      },
    },
    {
      series: {
        'kiosque_task_success_timestamp_seconds{$scope, queue="rubis", task="backup"}': '_x40 2400x20',
        'kiosque_task_success_timestamp_seconds{$scope, queue="saphir", task="backup"}': '0+60x60',
      },
      firing: {
        29: [],
        30: [{ labels, summary: 'last backup of queue rubis of kiosque-test: never' }],
        40: [],
      },
    },
  ],
  KiosqueDayNotClosed: [
    {
      step: 10,
      series: {
        'kiosque_task_success_timestamp_seconds{$scope, queue="rubis", task="close-day"}': '0x164 99000x5',
      },
      firing: {
        1590: [],
        1600: [{ labels, summary: 'the day of queue rubis of kiosque-test was last closed: 1d 2h 40m 0s ago' }],
        1650: [],
      },
    },
    {
      // Never closed since the queue exists.
      step: 10,
      series: {
        'kiosque_queue_waiting{$scope, queue="rubis"}': '0x200',
        'kiosque_task_success_timestamp_seconds{$scope, queue="rubis", task="close-day"}': '_x180 108600x20',
      },
      firing: {
        1550: [],
        1600: [{ labels, summary: 'the day of queue rubis of kiosque-test was last closed: never' }],
        1820: [],
      },
    },
  ],
  KiosqueRedisMemory: [
    {
      series: {
        'kiosque_redis_memory_used_bytes{$scope, node="redis:6379", pod="a"}': '50 90x20 70x20',
        'kiosque_redis_memory_max_bytes{$scope, node="redis:6379", pod="a"}': '100x50',
        'kiosque_redis_memory_used_bytes{$scope, node="unlimited:6379", pod="a"}': '90x50',
        'kiosque_redis_memory_max_bytes{$scope, node="unlimited:6379", pod="a"}': '0x50',
      },
      firing: {
        10: [],
        11: [{ labels: node, summary: 'Redis redis:6379 of kiosque-test uses 90% of its memory' }],
        22: [],
        35: [],
      },
    },
  ],
  KiosqueRedisNotPersisting: [
    {
      series: {
        'kiosque_redis_aof_ok{$scope, node="redis:6379", pod="a"}': '1 0x5 1x5',
        'kiosque_redis_aof_ok{$scope, node="redis:6379", pod="b"}': '1 0x5 1x5',
      },
      firing: {
        2: [],
        3: [
          {
            labels: node,
            summary:
              'Redis redis:6379 of kiosque-test cannot write its append-only file: a restart would lose tickets (pods that see it: 2)',
          },
        ],
        7: [],
      },
    },
  ],
};
