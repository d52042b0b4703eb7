import { addressesOf } from '../constructs/alertmanager/routing.ts';
import type { AlertRule, AlertRuleGroup } from '../constructs/alert-rules/alert-rules.ts';
import { alertRuleGroups } from '../observability/alert-rules.ts';
import { alertTargetOf } from '../observability/alert-target.ts';
import { DASHBOARDS } from '../observability/dashboards/dashboards.ts';
import { dashboardFile } from '../observability/observability-files.ts';
import { join } from './identity-commands.ts';
import type { AzureEnvironment } from './identity-commands.ts';

const SEVERITIES = ['critical', 'warning'] as const;

/** Severities of Azure (0 is the highest). */
const AZURE_SEVERITY: Readonly<Record<string, number>> = { critical: 0, warning: 2 };

/** Returns the commands for the workspace that stores the metrics and for Grafana, which environments of a cluster share; none without managed Prometheus. */
export function metricsCommands({ monitoring, azure }: AzureEnvironment): string[] {
  if (monitoring !== 'azure') return [];
  const { location, cluster, monitor } = azure;
  const group = `--resource-group ${cluster.resourceGroup}`;
  return [
    `az monitor account create --name ${monitor.workspace} ${group} --location ${location}`,
    `az grafana create --name ${monitor.grafana} ${group} --location ${location}`,
    join(
      `az aks update --name ${cluster.name} ${group} --enable-azure-monitor-metrics`,
      `--azure-monitor-workspace-resource-id "${workspaceId(azure)}"`,
      `--grafana-resource-id "$(az grafana show --name ${monitor.grafana} ${group} --query id --output tsv)"`,
    ),
    ...DASHBOARDS.map((dashboard) =>
      join(
        `az grafana dashboard create --name ${monitor.grafana} ${group} --overwrite true`,
        `--definition dist/${dashboardFile(dashboard)}`,
      ),
    ),
  ];
}

/**
 * Returns the commands for the alert rules and the action groups that tell people; none without managed Prometheus. Action
 * groups send mail, and push notifications of the Azure app to those who are paged.
 */
export function alertCommands(environment: AzureEnvironment): string[] {
  if (environment.monitoring !== 'azure') return [];
  const { alerts, azure } = environment;
  return [
    ...SEVERITIES.flatMap((severity) => actionGroup(severity, environment)),
    ...alertRuleGroups(alertTargetOf(environment)).map((group) => ruleGroup(group, environment)),
    ...(alerts?.mail ?? []).map(
      (address) => `az keyvault certificate contact add --vault-name ${azure.keyVault} --email ${address}`,
    ),
  ];
}

function actionGroup(severity: (typeof SEVERITIES)[number], { alerts, namespace, azure }: AzureEnvironment): string[] {
  if (alerts === undefined) return [];
  const mails = addressesOf(alerts, severity).map((address) => `--action email ${address} ${address}`);
  const pages = severity === 'critical' ? (alerts.page ?? []) : [];
  return [
    join(
      `az monitor action-group create --name ${namespace}-${severity} --short-name ${severity} --resource-group ${azure.resourceGroup}`,
      ...mails,
      ...pages.map((address) => `--action azureapppush ${address} ${address}`),
    ),
  ];
}

/**
 * https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-rule-groups. The here-document is quoted, because the
 * shell would expand the variables of the summaries; sed replaces what is known only in Azure.
 */
function ruleGroup({ name, rules }: AlertRuleGroup, { namespace, azure, alerts }: AzureEnvironment): string {
  const group = `--resource-group ${azure.resourceGroup}`;
  const actionGroups = alerts === undefined ? [] : SEVERITIES;
  const replacements = [
    `s|<workspace>|${workspaceId(azure)}|`,
    ...actionGroups.map(
      (severity) =>
        `s|<${severity}>|$(az monitor action-group show --name ${namespace}-${severity} ${group} --query id --output tsv)|`,
    ),
  ];
  const lines = rules.map((rule) => `  ${JSON.stringify(azureRule(rule, alerts !== undefined))}`);
  const head = { enabled: true, clusterName: azure.cluster.name, interval: 'PT1M', scopes: ['<workspace>'] };
  return [
    `sed "${replacements.join(';')}" <<'END' | ${join(
      'az resource create --resource-type Microsoft.AlertsManagement/prometheusRuleGroups --api-version 2023-03-01',
      `--name ${namespace}-${name.replace('kiosque-', '')} ${group} --location ${azure.location} --properties @-`,
    )}`,
    `${JSON.stringify(head).slice(0, -1)},"rules":[`,
    lines.join(',\n'),
    ']}',
    'END',
  ].join('\n');
}

function azureRule({ alert, expr, for: duration, labels, annotations }: AlertRule, isDelivered: boolean): object {
  const { severity = '' } = labels;
  return {
    alert,
    enabled: true,
    expression: expr,
    ...(duration !== undefined && { for: `PT${duration.toUpperCase()}` }),
    severity: AZURE_SEVERITY[severity],
    labels,
    annotations,
    resolveConfiguration: { autoResolved: true, timeToResolve: 'PT5M' },
    ...(isDelivered && { actions: [{ actionGroupId: `<${severity}>` }] }),
  };
}

function workspaceId({ cluster, monitor }: AzureEnvironment['azure']): string {
  return `$(az monitor account show --name ${monitor.workspace} --resource-group ${cluster.resourceGroup} --query id --output tsv)`;
}
