import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, Unverifiable } from './outcome.ts';
import { lastLineOf, run } from './run.ts';

/** What kubectl prints if the credentials are wrong or lack a role, which says nothing about the version; not what policies refuse. */
const REFUSED = /forbidden: User ".*" cannot |^error: .*\(Unauthorized\)$/m;
const DEPLOY = join(import.meta.dirname, '../deploy');

/**
 * Applies the manifests of an environment with tools/delivery/deploy, which waits for each workload, for at most its
 * `progressDeadlineSeconds`.
 *
 * @throws Failure naming the workloads that did not start.
 * @throws Unverifiable if the cluster does not respond, or does not permit it.
 */
export async function rollOut(environment: string, deadlineMs: number): Promise<void> {
  const seconds = Math.max(1, Math.min(progressDeadline(environment), Math.round(deadlineMs / 1000)));
  const ended = await run(DEPLOY, [environment, String(seconds)], { shown: true });
  if (ended.code === 0) return;
  const [failed] = /^rollout failed: .*$/m.exec(ended.stderr) ?? [];
  const answer = await run('kubectl', ['version', '--request-timeout', '30s']);
  if (answer.code !== 0) throw new Unverifiable(`the cluster does not respond: ${lastLineOf(answer)}`);
  if (failed === undefined && REFUSED.test(ended.stderr))
    throw new Unverifiable(`the cluster does not permit the deployment: ${lastLineOf(ended)}`);
  throw new Failure('rollout', failed === undefined ? lastLineOf(ended) : `${failed} (within ${String(seconds)} s)`);
}

function progressDeadline(environment: string): number {
  const directory = join('dist', environment);
  const manifests = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
  const deadlines = manifests.flatMap((text) => [...text.matchAll(/^ {2}progressDeadlineSeconds: (\d+)$/gm)]);
  return Math.max(600, ...deadlines.map(([, seconds]) => Number(seconds)));
}
