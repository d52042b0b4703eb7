import { checkSyncWindow } from '../../constructs/git-ops/sync-window.ts';
import type { SyncWindow } from '../../constructs/git-ops/sync-window.ts';
import type { PropChecks } from '../../constructs/prop-checks.ts';

/** When new versions may be deployed to an environment: in a window, and while few people use it. */
export interface DeploymentTimes {
  /** The windows; Argo CD syncs automatically in none but these. */
  readonly windows: readonly SyncWindow[];
  /** The most people that may wait in all queues together; 0 or more. */
  readonly maximumWaiting: number;
  /** The most requests per second of all pods together, without probes; 1 or more. */
  readonly maximumRequestsPerSecond: number;
  /** How long `npm run activity` waits for fewer of both before it refuses, in minutes; 0 to 240. */
  readonly patienceMinutes: number;
}

/** Checks the deployment times of one environment. */
export function checkDeploymentTimes(checks: PropChecks, times: DeploymentTimes | undefined): void {
  if (times === undefined) return;
  const { windows, maximumWaiting, maximumRequestsPerSecond, patienceMinutes } = times;
  checks
    .require(windows.length > 0, 'deploymentTimes.windows', windows, 'at least one window')
    .integer('deploymentTimes.maximumWaiting', maximumWaiting, 0, 100_000)
    .integer('deploymentTimes.maximumRequestsPerSecond', maximumRequestsPerSecond, 1, 1_000_000)
    .integer('deploymentTimes.patienceMinutes', patienceMinutes, 0, 240);
  for (const [index, window] of windows.entries())
    checkSyncWindow(checks, `deploymentTimes.windows.${String(index)}`, window);
}
