import type { AlertRule, AlertRuleGroup } from '../constructs/alert-rules/alert-rules.ts';
import { conditionOf } from './alerts/alert.ts';
import type { Alert, Alerts, AlertTarget } from './alerts/alert.ts';
import { ALERTS } from './alerts/alerts.ts';

/** Returns the rules of an environment, one group per feature. */
export function alertRuleGroups(
  target: AlertTarget,
  features: Readonly<Record<string, Alerts>> = ALERTS,
): AlertRuleGroup[] {
  return Object.entries(features).map(([feature, alerts]) => ({
    name: `kiosque-${feature}`,
    rules: Object.entries(alerts).map(([name, alert]) => ruleOf(name, alert, feature, target)),
  }));
}

function ruleOf(name: string, alert: Alert, feature: string, target: AlertTarget): AlertRule {
  return {
    alert: name,
    expr: conditionOf(alert, target),
    ...(alert.minutes > 0 && { for: durationOf(alert.minutes) }),
    labels: { severity: alert.severity, feature },
    annotations: { summary: alert.summary, runbook_url: `${target.runbooks}#${name.toLowerCase()}` },
  };
}

/** Returns a duration of Prometheus: `90s`, `5m`. */
function durationOf(minutes: number): string {
  return Number.isInteger(minutes) ? `${String(minutes)}m` : `${String(Math.round(minutes * 60))}s`;
}
