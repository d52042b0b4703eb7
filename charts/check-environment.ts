import { isDeepStrictEqual } from 'node:util';
import { PropChecks } from './constructs/prop-checks.ts';
import type { Environment } from './environments/environment.ts';
import { checkAlerts } from './environments/sections/alerts.ts';
import { checkAzure } from './environments/sections/azure.ts';
import { checkContent } from './environments/sections/content.ts';
import { checkDeploymentTimes } from './environments/sections/deployment-times.ts';
import { checkExposure } from './environments/sections/exposure.ts';
import { checkLogs } from './environments/sections/logs.ts';
import { checkPlatform } from './environments/sections/platform.ts';
import { checkSecurityLog } from './environments/sections/security-log.ts';
import { checkTicketQueues } from './environments/sections/ticket-queue.ts';

/**
 * Checks each environment, then that no two share a name, a namespace, a host or a priority, and that the environments of a
 * cluster state the same capacity and together use at most 100% of it.
 *
 * @throws Error naming every property, its value and the rule it breaks.
 */
export function checkEnvironments(environments: readonly Environment[]): void {
  const problems = environments.flatMap((environment) => {
    const { images, content, secrets, exposure, azure, ticketQueues, alerts, securityLog, deploymentTimes } =
      environment;
    const checks = new PropChecks(`environment "${environment.name}"`);
    const identified = content.source !== 'connection-string';
    checkPlatform(checks, environment);
    checkExposure(checks, exposure, azure !== undefined);
    checkTicketQueues(checks, ticketQueues, { images, identified });
    checkSecurityLog(checks, securityLog, images);
    checkContent(checks, content);
    checkAlerts(checks, alerts, environment);
    checkDeploymentTimes(checks, deploymentTimes);
    checkLogs(checks, environment, azure !== undefined);
    checkAzure(checks, azure, identified || secrets !== 'manual', environment.cluster);
    checkAmong(checks, environment, environments);
    return checks.problems;
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** Only the environment with the highest priority may preempt; the environments of a cluster agree on its capacity and share it. */
function checkAmong(checks: PropChecks, environment: Environment, environments: readonly Environment[]): void {
  const { preempts, priority, cluster, share } = environment;
  const highest = Math.max(...environments.map((other) => other.priority));
  const rule = `false unless its priority is the highest (${String(highest)})`;
  const neighbours = environments.filter((other) => other.cluster.name === cluster.name);
  const sum = neighbours.reduce((total, other) => total + other.share, 0);
  const shareRule = `small enough for all shares of cluster "${cluster.name}" to add up to at most 100; they add up to ${String(sum)}`;
  checks
    .require(!preempts || priority === highest, 'preempts', preempts, rule)
    .require(sum <= 100, 'share', share, shareRule);
  const earlier = environments.slice(0, environments.indexOf(environment));
  const first = neighbours.find((other) => earlier.includes(other));
  const clusterRule = `${JSON.stringify(first?.cluster)}, as in environment "${first?.name ?? ''}": it is the same cluster`;
  checks.require(isDeepStrictEqual(first?.cluster ?? cluster, cluster), 'cluster', cluster, clusterRule);
  for (const property of ['name', 'namespace', 'host', 'priority'] as const) {
    const other = earlier.find((each) => each[property] === environment[property]);
    const uniqueRule = `unique: "${other?.name ?? ''}" uses it`;
    checks.require(other === undefined, property, environment[property], uniqueRule);
  }
}
