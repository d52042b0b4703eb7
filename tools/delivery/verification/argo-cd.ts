import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../../charts/environments/environment.ts';
import { platform } from '../../../charts/environments/platform.ts';
import { git } from '../git.ts';
import { judge } from './judge-application.ts';
import type { Application } from './judge-application.ts';
import { read } from './kubectl.ts';
import { Failure, Unverifiable } from './outcome.ts';
import { lastLineOf, run } from './run.ts';

/** How long a resource may be Degraded after the sync: some are while they start. */
const GRACE_MS = 60_000;
const PAUSE_MS = 2000;

const objectOf = ({ namespace }: Environment): readonly string[] => [
  'applications.argoproj.io',
  namespace,
  '--namespace',
  platform.argoCdNamespace,
];

/** Returns whether Argo CD has synced a revision that contains the commit, and when the last operation started. */
export async function applicationState(
  environment: Environment,
  commit: string,
): Promise<{ hasCommit: boolean; startedAt: string | undefined }> {
  const { status } = await read<Application>(...objectOf(environment));
  const revision = status?.sync?.revision;
  const hasCommit = revision !== undefined && status?.sync?.status === 'Synced' && contains(revision, commit);
  return { hasCommit, startedAt: status?.operationState?.startedAt };
}

/**
 * Starts a sync of a commit, like `argocd app sync`: manual syncs are allowed outside windows.
 *
 * @throws Unverifiable if the Application cannot be changed.
 */
export async function startSync(environment: Environment, commit: string): Promise<void> {
  const { spec } = await read<Application>(...objectOf(environment));
  const syncOptions = spec?.syncPolicy?.syncOptions ?? [];
  const patch = {
    metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
    operation: {
      initiatedBy: { username: 'kiosque-verify' },
      sync: { revision: commit, prune: true, syncOptions },
    },
  };
  const ended = await run('kubectl', [
    'patch',
    ...objectOf(environment),
    '--type',
    'merge',
    '--patch',
    JSON.stringify(patch),
  ]);
  if (ended.code !== 0)
    throw new Unverifiable(`the sync of ${environment.namespace} was not started: ${lastLineOf(ended)}`);
}

/**
 * Waits until the Application is Synced at a revision that contains the commit, and Healthy.
 *
 * @throws Failure if it is Degraded for a minute or at the end, its sync failed, or it takes longer.
 */
export async function waitForApplication(
  environment: Environment,
  { commit, before, deadlineMs }: { commit: string; before: string | undefined; deadlineMs: number },
): Promise<void> {
  const end = Date.now() + deadlineMs;
  const name = `the Application ${environment.namespace}`;
  let degradedSince: number | undefined;
  for (;;) {
    const application = await read<Application>(...objectOf(environment));
    const { state, reason } = judge(application, (revision) => contains(revision, commit), before);
    if (state === 'done') return;
    if (state === 'failed') throw new Failure('sync', `${name}: ${reason}`);
    degradedSince = state === 'degraded' ? (degradedSince ?? Date.now()) : undefined;
    const now = Date.now();
    if (degradedSince !== undefined && (now - degradedSince >= GRACE_MS || now >= end))
      throw new Failure('health', `${name}: ${reason}`);
    if (now >= end) throw new Failure('deadline', `${name}: after ${shown(deadlineMs)} ${reason}`);
    await sleep(Math.min(PAUSE_MS, end - now));
  }
}

/** A revision that this clone does not have yet is on a newer main. */
function contains(revision: string, commit: string): boolean {
  try {
    git('cat-file', '-e', `${revision}^{commit}`);
  } catch {
    try {
      git('fetch', '--quiet', 'origin', 'main');
    } catch {
      // Without it, the revision counts as unknown, and is asked for again.
    }
  }
  try {
    git('merge-base', '--is-ancestor', commit, revision);
    return true;
  } catch {
    return false;
  }
}

function shown(ms: number): string {
  return ms < 60_000 ? `${String(ms / 1000)} s` : `${String(Math.round(ms / 60_000))} minutes`;
}
