import { alert } from './alert.ts';
import type { Alerts } from './alert.ts';

/** A service level objective on the share of requests that do not fail. */
export interface Objective {
  /** Beginning of the alerts' names, which the long window completes: `KiosqueContentBudget`. */
  readonly name: string;
  /** What can fail, in the plural: `reads of content`. */
  readonly subject: string;
  /** Selectors of the counters of all requests and of the failed ones. */
  readonly requests: { readonly all: string; readonly failed: string };
  /** The share that may fail: 0.001 for 99.9%. */
  readonly budget: number;
}

/** A pair of windows: the long one proves that the errors matter, the short one that they continue. */
interface Window {
  readonly long: string;
  readonly short: string;
  /** How many times faster than allowed the budget of 30 days is used up. */
  readonly burnRate: number;
  /** Failed requests in the long window below which nobody is told: at night, a single one can be a large share. */
  readonly failures: number;
  readonly severity: 'critical' | 'warning';
  readonly minutes: number;
}

/** https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts */
const WINDOWS: readonly Window[] = [
  { long: '1h', short: '5m', burnRate: 14.4, failures: 10, severity: 'critical', minutes: 2 },
  { long: '6h', short: '30m', burnRate: 6, failures: 20, severity: 'critical', minutes: 15 },
  { long: '1d', short: '2h', burnRate: 3, failures: 30, severity: 'warning', minutes: 60 },
  { long: '3d', short: '6h', burnRate: 1, failures: 40, severity: 'warning', minutes: 180 },
];

/** Returns an alert for each pair of windows, the fastest first. */
export function errorBudgetAlerts({ name, subject, requests, budget }: Objective): Alerts {
  const share = (window: string): string =>
    `sum by (namespace) (rate(${requests.failed}[${window}])) / sum by (namespace) (rate(${requests.all}[${window}]))`;
  const alerts = WINDOWS.map(({ long, short, burnRate, failures, severity, minutes }) => [
    `${name}${long}`,
    alert({
      severity,
      minutes,
      thresholds: { burnRate, failures },
      expression: (limits) =>
        [
          `${share(long)} > ${String(limits.burnRate)} * ${String(budget)}`,
          `and ${share(short)} > ${String(limits.burnRate)} * ${String(budget)}`,
          `and sum by (namespace) (increase(${requests.failed}[${long}])) >= ${String(limits.failures)}`,
        ].join('\n'),
      summary: `{{ $value | humanizePercentage }} of the ${subject} failed in the last ${long} in {{ $labels.namespace }}`,
    }),
  ]);
  return Object.fromEntries(alerts) as Alerts;
}
