import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthCheckService } from '@nestjs/terminus';
import type { HealthCheckResult, HealthIndicatorResult } from '@nestjs/terminus';
import { ProblemError } from '../http/problems/problem.ts';
import { describedIn } from '../openapi/described.ts';
import { CONTRACT } from '../contract.ts';
import { FEATURE_HEALTH } from './management-probes.ts';
import type { FeatureHealth } from '../feature.ts';

const Described = describedIn(() => import('./health.openapi.ts'));

/** The Kubernetes probes. */
@ApiTags('Health')
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    @Inject(FEATURE_HEALTH) private readonly features: readonly FeatureHealth[],
  ) {}

  /** Does not use Terminus, which responds with 503 while draining: the kubelet would kill a process that is finishing requests. */
  @Get(CONTRACT.livenessPath)
  @Described('getLiveness')
  alive(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get(CONTRACT.readinessPath)
  @Described('getReadiness')
  async ready(): Promise<HealthCheckResult> {
    const checks = this.features.flatMap((feature) => feature.checks());
    return await this.health.check(checks.map((check) => () => statesOnly(check())));
  }

  @Get(CONTRACT.startupPath)
  @Described('getStartup')
  started(): { status: 'started' } {
    if (!this.features.every(({ isStarted }) => isStarted)) {
      throw new ProblemError('unavailable', 'Some features have not yet tried to load their data.', {
        headers: { 'Retry-After': '1' },
      });
    }
    return { status: 'started' };
  }
}

/** Reduces health to names and states, because /readyz is public: details are on the management port. */
function statesOnly(result: HealthIndicatorResult): HealthIndicatorResult {
  return Object.fromEntries(Object.entries(result).map(([name, { status }]) => [name, { status }]));
}
