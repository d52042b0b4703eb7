import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { FeatureHealth } from '../feature.ts';
import { SecurityLogProcess } from './security-log.process.ts';
import { SecurityLogState } from './security-log.state.ts';

/** Health of the security log. Without its storage it is degraded: files are read later, and what is sent is refused. */
@Injectable()
export class SecurityLogHealthIndicator implements FeatureHealth {
  constructor(
    @Inject(SecurityLogState) private readonly state: SecurityLogState,
    private readonly process: SecurityLogProcess,
    private readonly health: HealthIndicatorService,
  ) {}

  /** Whether the first read was attempted. */
  get isStarted(): boolean {
    return this.state.isStarted;
  }

  /** The checks, for Terminus. */
  checks(): (() => HealthIndicatorResult)[] {
    return [() => this.#queue()];
  }

  #queue(): HealthIndicatorResult {
    const indicator = this.health.check('security-log.queue');
    const { lag, failure } = this.state;
    const problem = failure ?? this.process.problem;
    if (problem !== undefined) return indicator.degraded({ message: `degraded: ${problem}` });
    const lines = String(lag?.lines ?? 0);
    if (lag !== undefined && lag.deadLetters > 0) {
      const letters = String(lag.deadLetters);
      return indicator.degraded({ message: `degraded: ${letters} dead letters, ${lines} lines waiting` });
    }
    return indicator.up({ message: `ok: ${lines} lines waiting` });
  }
}
