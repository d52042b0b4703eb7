import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { CONTRACT } from '../contract.ts';
import { ManagementServer } from '../metrics/management.server.ts';
import type { ManagementPage } from '../metrics/management.server.ts';
import type { FeatureHealth } from '../feature.ts';

/** Token of the `FeatureHealth` of each feature that this process runs. */
export const FEATURE_HEALTH = Symbol('FeatureHealth');

/**
 * Serves the probes on the management port too, for pods that serve nothing else. Readiness is detailed there: paths,
 * reasons and counts.
 */
@Injectable()
export class ManagementProbes implements OnModuleInit {
  constructor(
    @Inject(FEATURE_HEALTH) private readonly features: readonly FeatureHealth[],
    private readonly management: ManagementServer,
  ) {}

  onModuleInit(): void {
    this.management.add(CONTRACT.livenessPath, () => Promise.resolve(page(200, { status: 'alive' })));
    this.management.add(CONTRACT.startupPath, () => {
      const isStarted = this.features.every((feature) => feature.isStarted);
      return Promise.resolve(page(isStarted ? 200 : 503, { status: isStarted ? 'started' : 'starting' }));
    });
    this.management.add(CONTRACT.readinessPath, () => {
      const details = this.#details();
      const states = Object.values(details).map(({ status }) => status);
      const status = states.includes('down') ? 'error' : states.includes('degraded') ? 'degraded' : 'ok';
      return Promise.resolve(page(status === 'error' ? 503 : 200, { status, details }));
    });
  }

  #details(): HealthIndicatorResult {
    const results = this.features.flatMap((feature) => feature.checks().map((check) => check()));
    return Object.assign({}, ...results) as HealthIndicatorResult;
  }
}

function page(status: number, body: object): ManagementPage {
  return { status, mediaType: 'application/json', text: JSON.stringify(body) };
}
