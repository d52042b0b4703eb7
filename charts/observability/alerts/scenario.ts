import type { AlertTarget } from './alert.ts';

/** Series over time, and what fires then. */
export interface Scenario {
  /** Minutes between two values, and between two evaluations. @default 1 */
  readonly step?: number;
  /** Series, with `$scope`, and their values in the notation of promtool (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series). */
  readonly series: Readonly<Record<string, string>>;
  /** The alerts that fire, by the minute after the start. */
  readonly firing: Readonly<Record<number, readonly Firing[]>>;
}

/** An alert that fires: its labels except namespace, severity and feature, and its summary. */
export interface Firing {
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** The scenarios of alerts by name. */
export type Scenarios = Readonly<Record<string, readonly Scenario[]>>;

/** What the rules are rendered for in scenarios. */
export const SCENARIO_TARGET: AlertTarget = {
  namespace: 'kiosque-test',
  services: ['content', 'queue-rubis'],
  queues: ['rubis'],
  runbooks: 'https://example.org/alerts.md',
};
