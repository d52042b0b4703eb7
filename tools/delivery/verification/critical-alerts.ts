import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../../charts/environments/environment.ts';
import { alertRuleGroups } from '../../../charts/observability/alert-rules.ts';
import { alertTargetOf } from '../../../charts/observability/alert-target.ts';
import { query } from '../activity/prometheus.ts';
import type { Prometheus } from '../activity/prometheus.ts';
import { Failure, Unverifiable } from './outcome.ts';

const PAUSE_MS = 15_000;
/** Resolution at which conditions are looked at: the interval at which Prometheus evaluates rules. */
const STEP_SECONDS = 30;

/** A critical alert, in PromQL. */
export interface CriticalAlert {
  readonly name: string;
  readonly condition: string;
  /** The condition, held for as long as the alert requires. */
  readonly firing: string;
}

/**
 * The critical alerts of an environment. Their conditions are evaluated as charts/observability renders them, because not every
 * Prometheus has the series `ALERTS`.
 */
export class CriticalAlerts {
  readonly #alerts: readonly CriticalAlert[];
  readonly #prometheus: Prometheus;

  constructor(environment: Environment, prometheus: Prometheus) {
    this.#prometheus = prometheus;
    this.#alerts = criticalAlertsOf(environment);
  }

  /**
   * Returns the conditions that hold at a time.
   *
   * @throws Unverifiable if Prometheus does not respond.
   */
  async holding(time: Date): Promise<ReadonlySet<string>> {
    return new Set((await this.#ask(({ condition }) => condition, time)).keys());
  }

  /**
   * Watches for some time.
   *
   * @param before conditions that held before; they do not count.
   * @throws Failure naming an alert that fires.
   * @throws Unverifiable if Prometheus did not respond in the end.
   */
  async watch(before: ReadonlySet<string>, forMs: number): Promise<void> {
    const end = Date.now() + forMs;
    for (;;) {
      const isLast = Date.now() >= end;
      const firing = await this.#ask(({ firing: expression }) => expression).catch((error: unknown) => {
        if (isLast) throw error;
        return new Map<string, string>();
      });
      const [alert] = [...firing].filter(([key]) => !before.has(key)).map(([, shown]) => shown);
      if (alert !== undefined) throw new Failure('critical alerts', `${alert} fires`);
      if (isLast) return;
      await sleep(Math.min(PAUSE_MS, end - Date.now()));
    }
  }

  /** Returns alerts by their name and labels, with the text to show. */
  async #ask(expressionOf: (alert: CriticalAlert) => string, time?: Date): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const alert of this.#alerts) {
      const samples = await query(this.#prometheus, expressionOf(alert), time).catch((error: unknown) => {
        throw new Unverifiable(`critical alerts cannot be watched: ${(error as Error).message}`);
      });
      for (const { metric } of samples) {
        const { __name__: _, ...own } = metric;
        const labels = Object.entries(own).sort(([one], [other]) => one.localeCompare(other));
        const shown = labels.map(([label, value]) => `${label}=${value}`).join(', ');
        found.set(`${alert.name}{${shown}}`, `${alert.name} (${shown})`);
      }
    }
    return found;
  }
}

/** Returns the critical alerts of an environment. */
export function criticalAlertsOf(environment: Environment): CriticalAlert[] {
  return alertRuleGroups(alertTargetOf(environment))
    .flatMap(({ rules }) => rules)
    .filter(({ labels }) => labels['severity'] === 'critical')
    .map(({ alert, expr, for: lasting }) => ({ name: alert, condition: expr, firing: lasted(expr, lasting) }));
}

/** An expression that holds if another has held at every step of a duration such as `90s` or `5m`. */
function lasted(expression: string, duration: string | undefined): string {
  if (duration === undefined) return expression;
  const seconds = Number.parseInt(duration, 10) * (duration.endsWith('m') ? 60 : 1);
  const steps = Math.floor(seconds / STEP_SECONDS) + 1;
  // A millisecond less than all steps: Prometheus 2 includes both ends of a range.
  const range = steps * STEP_SECONDS * 1000 - 1;
  return `count_over_time((${expression})[${String(range)}ms:${String(STEP_SECONDS)}s]) >= ${String(steps)}`;
}
