import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { CONTRACT } from '../contract.ts';
import { ManagementServer } from '../metrics/management.server.ts';
import type { FeatureHealth } from '../feature.ts';

/** Token of the `FeatureHealth` of each feature that this process runs. */
export const FEATURE_HEALTH = Symbol('FeatureHealth');

/** Serves the detailed health of all features on the management port: paths, reasons, counts. */
@Injectable()
export class Readiness implements OnModuleInit {
  constructor(
    @Inject(FEATURE_HEALTH) private readonly features: readonly FeatureHealth[],
    private readonly management: ManagementServer,
  ) {}

  onModuleInit(): void {
    this.management.add(CONTRACT.readinessPath, () => {
      const details = this.#details();
      const states = Object.values(details).map(({ status }) => status);
      const status = states.includes('down') ? 'error' : states.includes('degraded') ? 'degraded' : 'ok';
      return Promise.resolve({
        status: status === 'error' ? 503 : 200,
        mediaType: 'application/json',
        text: JSON.stringify({ status, details }),
      });
    });
  }

  #details(): HealthIndicatorResult {
    const results = this.features.flatMap((feature) => feature.checks().map((check) => check()));
    return Object.assign({}, ...results) as HealthIndicatorResult;
  }
}
