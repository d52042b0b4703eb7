import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { HistogramSeries } from '../metrics/histogram-series.ts';
import type { Metric } from '../metrics/metric.ts';
import { METRICS_REGISTRY } from '../metrics/metrics.tokens.ts';
import { registerMetric } from '../metrics/register-metric.ts';
import { QueueMirror } from './queue.mirror.ts';
import { TaskSuccesses } from './task-successes.ts';
import { TICKET_EVENTS } from './ticket.ts';
import type { Ticket, TicketEvent, Transition } from './ticket.ts';
import { queuePath } from './ticket-queue.config.ts';
import type { TicketQueueConfig } from './ticket-queue.config.ts';
import { QUEUE_METRICS } from './ticket-queue.metric-list.ts';
import { TICKET_QUEUE_CONFIG } from './ticket-queue.tokens.ts';

/** Metrics of the queue. Actions and times are those of this process; what is waiting is the same in every replica. */
@Injectable()
export class TicketQueueMetrics {
  readonly #queue: string;
  /** Number of actions by priority class. Every action of every class is counted from the start, so that a rate includes the first. */
  readonly #actions = new Map<string, Map<TicketEvent['type'], number>>();
  readonly #wait: HistogramSeries<'queue'>;
  readonly #service: HistogramSeries<'queue'>;

  constructor(
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    @Inject(TICKET_QUEUE_CONFIG) config: TicketQueueConfig,
    mirror: QueueMirror,
    tasks: TaskSuccesses,
  ) {
    this.#queue = queuePath(config);
    const { waiting, stale, taskSuccess, tickets, wait, service } = QUEUE_METRICS;
    for (const name of ['', ...config.QUEUE_PRIORITIES.map((priority) => priority.name)])
      this.#actions.set(name, noActions());
    const queue = this.#queue;
    registerMetric(registry, waiting, () => [{ labels: { queue }, value: mirror.state?.waiting }]);
    registerMetric(registry, stale, () => [{ labels: { queue }, value: Number(mirror.failure !== undefined) }]);
    registerMetric(registry, taskSuccess, () =>
      Array.from(tasks.latest, ([task, at]) => ({ labels: { queue, task }, value: at / 1000 })),
    );
    registerMetric(registry, tickets, () =>
      [...this.#actions].flatMap(([priority, counts]) =>
        Array.from(counts, ([action, value]) => ({ labels: { queue, action, priority }, value })),
      ),
    );
    this.#wait = this.#histogram(wait);
    this.#service = this.#histogram(service);
  }

  issued(priority: string): void {
    this.#count('issue', priority);
  }

  called({ calls, calledAt = 0, issuedAt, priority }: Ticket): void {
    this.#count('call', priority);
    if (calls === 1) this.#wait.observe((calledAt - issuedAt) / 1000);
  }

  moved(action: Transition, { calledAt, endedAt, priority }: Ticket): void {
    this.#count(action, priority);
    if (action === 'complete' && calledAt !== undefined && endedAt !== undefined)
      this.#service.observe((endedAt - calledAt) / 1000);
  }

  #count(action: TicketEvent['type'], priority: string): void {
    let counts = this.#actions.get(priority);
    // A class that was configured when the ticket was issued.
    if (counts === undefined) this.#actions.set(priority, (counts = noActions()));
    counts.set(action, (counts.get(action) ?? 0) + 1);
  }

  #histogram(metric: Metric<'queue'>): HistogramSeries<'queue'> {
    const series = new HistogramSeries({ queue: this.#queue }, metric.buckets ?? []);
    registerMetric(this.registry, metric, () => series.samples(metric.name));
    return series;
  }
}

function noActions(): Map<TicketEvent['type'], number> {
  return new Map(TICKET_EVENTS.map((action) => [action, 0]));
}
