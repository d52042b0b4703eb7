import type { HealthIndicatorResult } from '@nestjs/terminus';

/** What a feature says of itself. */
export interface FeatureHealth {
  /** Whether it had its first attempt at everything it needs. */
  readonly isStarted: boolean;
  /** Its lines, for Terminus. */
  checks(): (() => HealthIndicatorResult)[];
}

/** Token of the `FeatureHealth` of each feature that this process runs. */
export const FEATURE_HEALTH = Symbol('FeatureHealth');
