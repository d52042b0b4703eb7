import { alertRuleGroups } from '../../../charts/observability/alert-rules.ts';
import { ALERTS } from '../../../charts/observability/alerts/alerts.ts';
import { contentObjective } from '../../../charts/observability/alerts/content.ts';
import type { Objective } from '../../../charts/observability/alerts/error-budget.ts';
import { ticketObjective } from '../../../charts/observability/alerts/ticket-queue.ts';
import { alertTargetOf } from '../../../charts/observability/alert-target.ts';
import { neighbours, selects } from '../../../charts/policy/kubernetes-object.ts';
import type { KubernetesObject } from '../../../charts/policy/kubernetes-object.ts';
import type { Risk } from '../../risks/risk.ts';
import { table } from '../markdown-table.ts';
import type { Deployed } from './deployed.ts';
import { GENERATED } from './versions.ts';
import { replicasText, workloadsOf } from './workloads.ts';
import type { Workload } from './workloads.ts';

const MINUTES_IN_30_DAYS = 30 * 24 * 60;

/** Returns the page with availability targets, what reports that they are missed, and failure modes. */
export function availabilityPage(deployed: readonly Deployed[], risks: readonly Risk[]): string {
  return [
    '# Availability and failure modes\n',
    `The targets are the objectives that the alerts measure. ${GENERATED}\n`,
    '## Targets\n',
    'Over 30 days. The last column is how long all of these requests may fail before the target is missed:\n',
    table(
      ['Requests', 'Target', 'Minutes of 30 days', 'Alerts'],
      [contentObjective, ticketObjective].map(objectiveRow),
    ),
    '## What is reported, and when\n',
    `Rendered for ${monitored(deployed)}. The runbook of each alert says what to do.\n`,
    table(['Alert', 'Severity', 'After', 'Limits'], alertRows()),
    '## Failure modes\n',
    'From the [remediation plan](../risks.md), where each measure names what enforces it:\n',
    table(
      ['Failure', 'Effect and measure', 'State'],
      risks
        .filter(({ asset }) => asset === 'Availability')
        .map(({ threat, measure, state }) => [threat, measure, state]),
    ),
    ...deployed.flatMap(({ environment, objects }) => [
      `## When a pod or a node of ${environment.name} fails\n`,
      table(
        ['Workload', 'Replicas', 'A pod fails', 'A node is drained', 'Spread over'],
        workloadsOf(objects).map((workload) => failureRow(workload, objects)),
      ),
    ]),
  ].join('\n');
}

function objectiveRow({ subject, budget, name }: Objective): string[] {
  const alerts = Object.values(ALERTS).flatMap((group) => Object.keys(group).filter((each) => each.startsWith(name)));
  const target = `${String(Math.round((1 - budget) * 1e6) / 1e4)} % succeed`;
  return [subject, target, String(Math.round(budget * MINUTES_IN_30_DAYS * 10) / 10), alerts.map(runbook).join(', ')];
}

function alertRows(): string[][] {
  return Object.values(ALERTS).flatMap((group) =>
    Object.entries(group).map(([name, { severity, minutes, thresholds }]) => [
      ...[runbook(name), severity, minutes === 0 ? 'at once' : `${String(minutes)} min`],
      Object.entries(thresholds)
        .map(([limit, value]) => `${limit} ${String(value)}`)
        .join(', '),
    ]),
  );
}

function runbook(name: string): string {
  return `[${name}](../alerts.md#${name.toLowerCase()})`;
}

/** Returns the environments for which alert rules exist: those with a Prometheus. */
function monitored(deployed: readonly Deployed[]): string {
  const names = deployed
    .filter(
      ({ environment }) => environment.monitoring !== 'none' && alertRuleGroups(alertTargetOf(environment)).length > 0,
    )
    .map(({ environment }) => environment.name);
  return names.join(', ') || 'no environment';
}

function failureRow(workload: Workload, objects: readonly KubernetesObject[]): string[] {
  const keys = (workload.pod.spec.topologySpreadConstraints ?? []).map(({ topologyKey }) => `\`${topologyKey}\``);
  return [workload.name, replicasText(workload), podFails(workload), drained(workload, objects), keys.join(', ')];
}

function podFails({ object, schedule, replicas: { minimum }, containers }: Workload): string {
  if (schedule !== undefined)
    return `retried up to ${String(object.spec?.['jobTemplate'].spec.backoffLimit ?? 6)} times, then at the next run`;
  if (minimum > 1)
    return minimum === 2 ? 'at least one other continues' : `at least ${String(minimum - 1)} others continue`;
  const [probe] = containers.flatMap(({ startupProbe }) => startupProbe ?? []);
  const seconds = (probe?.failureThreshold ?? 3) * (probe?.periodSeconds ?? 10);
  return `interrupted until it is ready again, which may take up to ${String(seconds)} s after its start`;
}

function drained(workload: Workload, objects: readonly KubernetesObject[]): string {
  if (workload.schedule !== undefined) return 'as when a pod fails';
  const budget = neighbours(workload.object, objects, 'PodDisruptionBudget').find(({ spec }) =>
    selects(spec?.['selector'], workload.pod.labels),
  )?.spec;
  if (budget === undefined) return 'no limit';
  const { maxUnavailable, minAvailable } = budget;
  return minAvailable === undefined
    ? `at most ${String(maxUnavailable)} unavailable at a time`
    : `at least ${String(minAvailable)} available`;
}
