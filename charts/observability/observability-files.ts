import { Yaml } from 'cdk8s';
import { alertmanagerFile } from '../constructs/alertmanager/alertmanager-file.ts';
import { alertRuleGroups } from './alert-rules.ts';
import { composeTarget } from './alert-target.ts';
import { dashboardJson } from './dashboards/dashboard-json.ts';
import { DASHBOARDS } from './dashboards/dashboards.ts';

const HEAD = '# Rendered by npm run synth from charts/observability; do not edit.\n';

/** Recipients and mail server of the stack of compose.yaml: its mail catcher. */
const RECIPIENTS = [{ namespace: composeTarget.namespace, mail: ['operators@kiosque.localhost'] }];
const SMTP = { host: 'mail', port: 1025, from: 'alerts@kiosque.localhost', tls: 'off' } as const;

/**
 * Returns what is not a Kubernetes object, by path relative to `dist/`: the rules and the Alertmanager of compose.yaml, and
 * the dashboards for it and for Azure Managed Grafana.
 */
export function observabilityFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['observability/alerts.yaml', `${HEAD}${Yaml.stringify({ groups: alertRuleGroups(composeTarget) })}`],
    ['observability/alertmanager.yaml', `${HEAD}${Yaml.stringify(alertmanagerFile(RECIPIENTS, SMTP))}`],
    ...DASHBOARDS.map((dashboard) => [dashboardFile(dashboard), dashboardJson(dashboard)] as const),
  ]);
}

/** Returns the path of a dashboard relative to `dist/`. */
export function dashboardFile({ name }: { readonly name: string }): string {
  return `observability/dashboards/${name}.json`;
}
