import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthCheckService } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import { ProblemError } from '../common/problems/problem.ts';
import { ContentHealthIndicator } from '../content/content.health.ts';
import { CONTRACT } from '../contract.ts';
import { ApiLiveness, ApiReadiness, ApiStartup } from './health.openapi.ts';

/** The three probes of Kubernetes. */
@ApiTags('Health')
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly content: ContentHealthIndicator,
  ) {}

  /** Plain on purpose: Terminus would answer 503 while draining, and the kubelet would kill what is finishing its work. */
  @Get(CONTRACT.livenessPath)
  @ApiLiveness()
  alive(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get(CONTRACT.readinessPath)
  @ApiReadiness()
  async ready(): Promise<HealthCheckResult> {
    return await this.health.check(this.content.checks());
  }

  @Get(CONTRACT.startupPath)
  @ApiStartup()
  started(): { status: 'started' } {
    if (!this.content.isStarted) {
      throw new ProblemError('unavailable', 'Not every collection had its first load attempt yet.', {
        headers: { 'Retry-After': '1' },
      });
    }
    return { status: 'started' };
  }
}
