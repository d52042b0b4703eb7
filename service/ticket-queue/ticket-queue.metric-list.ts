import { defineMetric } from '../metrics/metric.ts';
import { TASKS } from './stores/ticket-store.ts';
import { TICKET_EVENTS } from './ticket.ts';

const QUEUE = { queue: 'name of the queue' } as const;

/** Seconds: half a minute to two hours. */
const BUCKETS = [30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** Metrics of the queue. */
export const QUEUE_METRICS = {
  waiting: defineMetric({
    name: 'kiosque_queue_waiting',
    type: 'gauge',
    help: 'Waiting tickets, the same number in every replica.',
    labels: QUEUE,
    over: 'max',
  }),
  stale: defineMetric({
    name: 'kiosque_queue_stale',
    type: 'gauge',
    help: '1 while the storage is not responding.',
    labels: QUEUE,
    over: 'max',
  }),
  tickets: defineMetric({
    name: 'kiosque_queue_tickets_total',
    type: 'counter',
    help: 'Ticket actions of this process.',
    labels: { ...QUEUE, action: TICKET_EVENTS, priority: 'name of the priority class, empty for the regular one' },
  }),
  wait: defineMetric({
    name: 'kiosque_queue_wait_seconds',
    type: 'histogram',
    help: 'Time from issuing a ticket to its first call.',
    labels: QUEUE,
    buckets: BUCKETS,
  }),
  service: defineMetric({
    name: 'kiosque_queue_service_seconds',
    type: 'histogram',
    help: 'Time from the last call of a ticket to its completion.',
    labels: QUEUE,
    buckets: BUCKETS,
  }),
  taskSuccess: defineMetric({
    name: 'kiosque_task_success_timestamp_seconds',
    type: 'gauge',
    help: 'When the last successful run of a task of the queue started, in Unix time; absent until the first success.',
    labels: { ...QUEUE, task: TASKS },
    over: 'max',
  }),
};
