import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../../charts/environments/environment.ts';
import { measureActivity } from './measure-activity.ts';
import type { Sources } from './measure-activity.ts';
import { shownTime, windowState } from './window-state.ts';

/** Why nothing may be deployed now. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** What decides about a deployment besides the environment. */
export interface Deciding extends Sources {
  /** How long to wait for less activity. @default that of the environment */
  readonly patienceMinutes?: number;
  /** Reports why it waits. */
  readonly report: (line: string) => void;
}

const PAUSE_MS = 10_000;

/**
 * Waits until a window of the environment is open and it is used little.
 *
 * @throws Refusal if that does not happen in time, or cannot be known.
 */
export async function waitForQuiet(environment: Environment, deciding: Deciding): Promise<void> {
  const times = environment.deploymentTimes;
  if (times === undefined) return;
  const end = Date.now() + (deciding.patienceMinutes ?? times.patienceMinutes) * 60_000;
  for (;;) {
    const reason = closedReason(environment, new Date()) ?? (await busyReason(environment, deciding));
    if (reason === undefined) return;
    if (Date.now() >= end) throw new Refusal(`${environment.name} should not be deployed to now: ${reason}`);
    deciding.report(`waiting until ${new Date(end).toISOString()} at the latest: ${reason}`);
    await sleep(Math.min(PAUSE_MS, end - Date.now()));
  }
}

/** Returns why no window is open; `undefined` if one is, or the environment has none. */
export function closedReason({ deploymentTimes }: Environment, now: Date): string | undefined {
  const [first] = deploymentTimes?.windows ?? [];
  if (deploymentTimes === undefined || first === undefined) return undefined;
  const { isOpen, until } = windowState(deploymentTimes.windows, now);
  return isOpen ? undefined : `its sync window is closed until ${shownTime(until, first.timeZone)}`;
}

async function busyReason(environment: Environment, sources: Sources): Promise<string | undefined> {
  const { maximumWaiting = 0, maximumRequestsPerSecond = 0 } = environment.deploymentTimes ?? {};
  try {
    const { waiting, requestsPerSecond = 0 } = await measureActivity(environment, sources);
    const people = [...waiting.values()].reduce((sum, each) => sum + each, 0);
    const queues = [...waiting].filter(([, each]) => each > 0).map(([queue, each]) => `${queue} ${String(each)}`);
    const reasons = [
      people > maximumWaiting && `people are waiting: ${queues.join(', ')} (at most ${String(maximumWaiting)} in all)`,
      requestsPerSecond > maximumRequestsPerSecond &&
        `${requestsPerSecond.toFixed(1)} requests per second arrive (at most ${String(maximumRequestsPerSecond)})`,
    ].filter((reason) => reason !== false);
    return reasons.length > 0 ? reasons.join('; ') : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
