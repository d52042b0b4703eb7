import { Injectable } from '@nestjs/common';
import type { FeatureOperations, Gauge, OperationsTable } from '../operations/process-state.ts';
import { QueueMirror } from './queue.mirror.ts';
import { TicketQueueService } from './ticket-queue.service.ts';

const COLUMNS: OperationsTable['columns'] = [
  { title: { en: 'Queue', fr: 'File' }, kind: 'text' },
  { title: { en: 'State', fr: 'État' }, kind: 'state' },
  { title: { en: 'Waiting', fr: 'En attente' }, kind: 'number', chart: true },
  { title: { en: 'At the counters', fr: 'Aux guichets' }, kind: 'number' },
  { title: { en: 'Median wait', fr: 'Attente médiane' }, kind: 'seconds' },
  { title: { en: '90th percentile of the wait', fr: '90e centile de l’attente' }, kind: 'seconds' },
  { title: { en: 'Last confirmed', fr: 'Dernière confirmation' }, kind: 'time' },
];

/** The queue on the operations page, beside those of other processes. */
@Injectable()
export class TicketQueueOperations implements FeatureOperations {
  constructor(
    private readonly queue: TicketQueueService,
    private readonly mirror: QueueMirror,
  ) {}

  tables(): readonly OperationsTable[] {
    return [{ id: 'queues', title: { en: 'Queues', fr: 'Files' }, columns: COLUMNS, rows: [this.#row()] }];
  }

  gauges(): readonly Gauge[] {
    const { state } = this.mirror;
    const { name } = this.queue;
    if (state === undefined) return [];
    const title = { en: `People waiting, ${name}`, fr: `Personnes en attente, ${name}` };
    return [{ id: `waiting ${name}`, title, value: state.waiting }];
  }

  #row(): OperationsTable['rows'][number] {
    const { state, failure, statistics, validatedAt } = this.mirror;
    const { name } = this.queue;
    if (state === undefined) return [name, 'down', null, null, null, null, null];
    const { count, medianSeconds, ninetiethSeconds } = statistics.waiting;
    const condition = failure === undefined ? 'up' : 'stale';
    const times = count === 0 ? [null, null] : [medianSeconds, ninetiethSeconds];
    return [name, condition, state.waiting, state.called.length, ...times, validatedAt];
  }
}
