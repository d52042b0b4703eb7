import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { Access } from '../access/access.ts';
import { ACCESS } from '../access/access.tokens.ts';
import { QueueMirror } from './queue.mirror.ts';
import { TicketQueueService } from './ticket-queue.service.ts';

/** Health of the queue and its credentials. Without its storage the queue is degraded; it is down only if it was never read. */
@Injectable()
export class TicketQueueHealthIndicator {
  constructor(
    private readonly queue: TicketQueueService,
    private readonly mirror: QueueMirror,
    @Inject(ACCESS) private readonly access: Access,
    private readonly health: HealthIndicatorService,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Whether the first read was attempted. */
  get isStarted(): boolean {
    return this.mirror.isStarted;
  }

  /** The checks, for Terminus. */
  checks(): (() => HealthIndicatorResult)[] {
    return [() => this.#storage(), () => this.#credentials()];
  }

  #storage(): HealthIndicatorResult {
    const indicator = this.health.check(`queue.${this.queue.name}`);
    const { state, failure, validatedAt } = this.mirror;
    if (state === undefined) return indicator.down({ message: 'down: the storage has not responded yet' });
    const ageSeconds = Math.max(0, Math.floor((this.now() - validatedAt) / 1000));
    if (failure === undefined) return indicator.up({ message: `ok: ${String(state.waiting)} waiting`, ageSeconds });
    const message = `degraded: serving the state from ${String(ageSeconds)} s ago; the storage is not responding`;
    return indicator.degraded({ message, ageSeconds });
  }

  #credentials(): HealthIndicatorResult {
    const indicator = this.health.check(`queue.${this.queue.name}.credentials`);
    const { problem } = this.access;
    return problem === undefined
      ? indicator.up({ message: `ok: ${this.access.description}` })
      : indicator.degraded({ message: `degraded: ${problem}` });
  }
}
