import { Construct } from 'constructs';
import { customResource } from '../../imports/custom-resource.ts';
import type { PrometheusRule } from '../../imports/prometheus-operator.ts';
import { commonLabels } from '../labels.ts';
import { PropChecks } from '../prop-checks.ts';

/** Props of `AlertRules`. */
export interface AlertRulesProps {
  /** Name of the PrometheusRule: a DNS label. */
  readonly name: string;
  /** At least one group; the names are unique, and so are those of all alerts. */
  readonly groups: readonly AlertRuleGroup[];
}

/** Rules that are evaluated together, as in a rule file of Prometheus. */
export interface AlertRuleGroup {
  readonly name: string;
  readonly rules: readonly AlertRule[];
}

/** A rule as in a rule file of Prometheus (https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/). */
export interface AlertRule {
  readonly alert: string;
  /** PromQL. */
  readonly expr: string;
  /** How long the condition must hold: `5m`. @default it fires immediately */
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Alert rules for the Prometheus operator: a PrometheusRule. AKS managed Prometheus does not read it; for that,
 * `npm run azure` prints rule groups.
 *
 * @throws Error with each invalid name.
 */
export class AlertRules extends Construct {
  constructor(scope: Construct, id: string, props: AlertRulesProps) {
    super(scope, id);
    check(props);
    const { name, groups } = props;
    customResource(this, 'PrometheusRule', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name, labels: commonLabels(name) },
      spec: {
        groups: groups.map((group) => ({
          name: group.name,
          rules: group.rules.map((rule) => ({ ...rule })),
        })),
      },
    } satisfies PrometheusRule);
  }
}

function check({ name, groups }: AlertRulesProps): void {
  const checks = new PropChecks(`AlertRules "${name}"`).dnsLabel('name', name);
  const groupNames = groups.map((group) => group.name);
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  checks
    .require(groups.length > 0, 'groups', groups, 'at least one group')
    .require(new Set(groupNames).size === groupNames.length, 'groups.name', groupNames, 'unique')
    .require(new Set(alerts).size === alerts.length, 'groups.rules.alert', alerts, 'unique');
  for (const alert of alerts)
    checks.require(/^[A-Z][A-Za-z0-9]*$/.test(alert), 'groups.rules.alert', alert, 'a name in PascalCase');
  checks.verify();
}
