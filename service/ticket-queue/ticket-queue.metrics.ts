import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { METRICS_REGISTRY } from '../metrics/metrics.tokens.ts';
import { QueueMirror } from './queue.mirror.ts';
import type { Ticket, Transition } from './ticket.ts';

const BUCKETS = [30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** Metrics of the queue. Counts and times are per process: sum them over the pods. */
@Injectable()
export class TicketQueueMetrics {
  readonly #tickets: Counter<'action' | 'priority'>;
  readonly #waiting: Histogram;
  readonly #serving: Histogram;

  constructor(@Inject(METRICS_REGISTRY) registry: Registry, mirror: QueueMirror) {
    this.#tickets = new Counter({
      name: 'kiosque_queue_tickets_total',
      help: 'Ticket actions, by type.',
      labelNames: ['action', 'priority'],
      registers: [registry],
    });
    const histogram = (name: string, help: string): Histogram =>
      new Histogram({ name, help, buckets: BUCKETS, registers: [registry] });
    this.#waiting = histogram('kiosque_queue_wait_seconds', 'Time from issuing a ticket to its first call.');
    this.#serving = histogram(
      'kiosque_queue_service_seconds',
      'Time from the last call of a ticket to its completion.',
    );
    const gauge = (name: string, help: string, read: () => number | undefined): Gauge =>
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          const value = read();
          if (value === undefined) this.remove();
          else this.set(value);
        },
      });
    gauge('kiosque_queue_waiting', 'Waiting tickets.', () => mirror.state?.waiting);
    gauge('kiosque_queue_stale', '1 while the storage is not responding.', () => Number(mirror.failure !== undefined));
  }

  issued(priority: string): void {
    this.#tickets.inc({ action: 'issue', priority });
  }

  called({ calls, calledAt = 0, issuedAt, priority }: Ticket): void {
    this.#tickets.inc({ action: 'call', priority });
    if (calls === 1) this.#waiting.observe((calledAt - issuedAt) / 1000);
  }

  moved(action: Transition, { calledAt, endedAt, priority }: Ticket): void {
    this.#tickets.inc({ action, priority });
    if (action === 'complete' && calledAt !== undefined && endedAt !== undefined)
      this.#serving.observe((endedAt - calledAt) / 1000);
  }
}
