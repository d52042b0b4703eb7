import type { Environment } from '../../../charts/environments/environment.ts';
import { closedReason, Refusal, waitForQuiet } from '../activity/may-deploy.ts';
import type { Deciding } from '../activity/may-deploy.ts';
import { recordOverride } from '../activity/record-override.ts';
import { git } from '../git.ts';
import type { Images } from '../images.ts';
import { applicationState, startSync, waitForApplication } from './argo-cd.ts';
import { CriticalAlerts } from './critical-alerts.ts';
import { checkAreNewest } from './newest-images.ts';
import { rollOut } from './rollout.ts';
import { checkRunningImages } from './running-images.ts';
import { smokeTest } from './smoke-tests.ts';

/** What a verification needs to know. */
export interface Verifying {
  readonly environment: Environment;
  readonly images: Images;
  /** What applies the manifests. */
  readonly deployedBy: 'argo-cd' | 'kubectl';
  /** The commit to wait for. */
  readonly commit: string;
  /** Whether it is a rollback, which is deployed at any time. */
  readonly isRollback: boolean;
  readonly deciding: Deciding;
  /** Why it is deployed even if it should not be now. @default it is not */
  readonly override?: string;
  readonly deadlineMs: number;
  readonly alertsMs: number;
  readonly report: (line: string) => void;
}

/**
 * Deploys, or waits until Argo CD has; then tests the environment and watches its critical alerts.
 *
 * @throws Refusal if it may not be deployed now.
 * @throws Superseded if main has other images by now.
 * @throws Failure with the first check that failed.
 * @throws Unverifiable if what has to be asked does not respond.
 */
export async function verification(verifying: Verifying): Promise<void> {
  const { environment, deciding, images, report, alertsMs } = verifying;
  checkAreNewest(environment.name, images);
  const alerts = deciding.prometheus && new CriticalAlerts(environment, deciding.prometheus);
  const deployedAt = await deploy(verifying, async () => alerts?.holding(new Date()));
  report(`${environment.name} is rolled out`);
  await smokeTest(environment, deciding.url);
  await checkRunningImages(environment, images);
  report('every pod runs the promoted digests');
  if (alerts === undefined) {
    report('critical alerts are not watched: the environment has no monitoring');
    return;
  }
  report(`watching critical alerts for ${String(Math.round(alertsMs / 1000))} s`);
  await alerts.watch(deployedAt.held ?? (await alerts.holding(deployedAt.time)), alertsMs);
}

/** An alert is not attributed to a deployment that began earlier. */
const LOOK_BACK_MS = 3_600_000;

/** When the deployment began, and which conditions of alerts held then, unless it was before. */
interface Beginning {
  readonly time: Date;
  readonly held?: ReadonlySet<string> | undefined;
}

async function deploy(verifying: Verifying, held: () => Promise<ReadonlySet<string> | undefined>): Promise<Beginning> {
  const { environment, deployedBy, deadlineMs } = verifying;
  if (deployedBy === 'kubectl') {
    await decide(verifying);
    const beginning = { time: new Date(), held: await held() };
    await rollOut(environment.name, deadlineMs);
    return beginning;
  }
  return syncWithArgoCd(verifying, held);
}

async function syncWithArgoCd(
  verifying: Verifying,
  held: () => Promise<ReadonlySet<string> | undefined>,
): Promise<Beginning> {
  const { environment, commit, deadlineMs, report } = verifying;
  const { hasCommit, startedAt } = await applicationState(environment, commit);
  let beginning: Beginning = {
    time: new Date(Math.max(Date.parse(startedAt ?? '') || Date.now(), Date.now() - LOOK_BACK_MS)),
  };
  let before: string | undefined;
  if (!hasCommit) {
    const isClosed = closedReason(environment, new Date()) !== undefined;
    if (environment.sync === 'manual' || isClosed) await decide(verifying);
    beginning = { time: new Date(), held: await held() };
    if (environment.sync === 'manual' || isClosed) {
      before = startedAt;
      await startSync(environment, git('rev-parse', 'HEAD'));
      report(`started a sync of ${environment.namespace}`);
    }
  }
  await waitForApplication(environment, { commit, before, deadlineMs });
  return beginning;
}

/** What Argo CD syncs automatically depends on the windows alone: it does not ask who waits. */
async function decide(verifying: Verifying): Promise<void> {
  if (!verifying.isRollback) await decideNow(verifying);
  // It may have waited for long.
  checkAreNewest(verifying.environment.name, verifying.images);
}

async function decideNow({ environment, deployedBy, deciding, override, report }: Verifying): Promise<void> {
  try {
    const reason = closedReason(environment, new Date());
    if (deployedBy === 'argo-cd' && environment.sync === 'automatic' && reason !== undefined)
      throw new Refusal(`Argo CD does not sync ${environment.name} now: ${reason}`);
    await waitForQuiet(environment, override === undefined ? deciding : { ...deciding, patienceMinutes: 0 });
  } catch (error) {
    if (!(error instanceof Refusal) || override === undefined) throw error;
    const recorded = overridden(environment.name, override, error.message);
    report(`${error.message}; deployed nevertheless, recorded on main as ${recorded}`);
  }
}

/** An override that is not recorded does not apply. */
function overridden(environment: string, override: string, refusal: string): string {
  try {
    return recordOverride(environment, override, refusal);
  } catch (error) {
    throw new Refusal(`${refusal}; the override was not recorded, so it does not apply: ${(error as Error).message}`);
  }
}
