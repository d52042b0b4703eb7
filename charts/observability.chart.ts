import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { AlertRules } from './constructs/alert-rules/alert-rules.ts';
import { Alertmanager } from './constructs/alertmanager/alertmanager.ts';
import { Dashboard } from './constructs/dashboard/dashboard.ts';
import type { Environment } from './environments/environment.ts';
import { alertRuleGroups } from './observability/alert-rules.ts';
import { alertTargetOf } from './observability/alert-target.ts';
import { DASHBOARDS } from './observability/dashboards/dashboards.ts';
import { dashboardJson } from './observability/dashboards/dashboard-json.ts';
import type { SecretsChart } from './secrets.chart.ts';

/** Name of the rules and of their delivery. */
const NAME = 'kiosque';

/** Alert rules, their delivery and the dashboards, for the Prometheus operator; in Azure, they are not Kubernetes objects. */
export class ObservabilityChart extends Chart {
  constructor(scope: Construct, environment: Environment, { alertMail, alertChat }: SecretsChart) {
    super(scope, '0500-observability', { namespace: environment.namespace, disableResourceNameHashes: true });
    const { monitoring, alerts } = environment;
    if (monitoring !== 'prometheus-operator') return;
    new AlertRules(this, 'Alert rules', { name: NAME, groups: alertRuleGroups(alertTargetOf(environment)) });
    for (const dashboard of DASHBOARDS)
      new Dashboard(this, `Dashboard ${dashboard.name}`, {
        name: `dashboard-${dashboard.name}`,
        json: dashboardJson(dashboard),
      });
    if (alerts?.smtp === undefined) return;
    new Alertmanager(this, 'Alertmanager', {
      name: NAME,
      recipients: alerts,
      smtp: alerts.smtp,
      ...(alertMail && { smtpPassword: alertMail }),
      ...(alertChat && { chat: alertChat }),
    });
  }
}
