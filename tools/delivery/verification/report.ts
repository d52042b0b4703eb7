import type { Notification } from '../../../service/notifications/representations/render.ts';
import type { Images } from '../images.ts';
import type { ImageChange } from './image-changes.ts';
import { Failure } from './outcome.ts';
import { shownCommit } from './roll-back.ts';
import type { RolledBack } from './roll-back.ts';

/** What happened to an environment. */
export interface Incident {
  readonly environment: string;
  readonly image: Images[string] | undefined;
  readonly change: ImageChange | undefined;
  /** The failed check, or why nothing could be checked. */
  readonly error: Error;
  /** `undefined` if nothing could be checked, so that nothing was rolled back. */
  readonly rolledBack: RolledBack | undefined;
  /** How the revert reached the cluster, or why it did not. */
  readonly applied: { readonly isApplied: boolean; readonly sentence: string } | undefined;
  /** The page of the run. @default none */
  readonly run?: string;
}

/** Returns the message about an incident: what, where, why, what was reverted, and what to do next. */
export function incidentMessage(incident: Incident): Notification {
  const { environment, image, change, error, rolledBack, applied, run } = incident;
  const what = change?.isRollback === true ? 'rollback' : 'promotion';
  const commit = change === undefined ? 'no promotion' : `the ${what} ${shownCommit(change.commit)}`;
  const check = error instanceof Failure ? `failed its ${error.check} check` : 'could not be verified';
  return {
    subject: `${environment}: the ${what} ${check}; ${endOf(rolledBack, applied)}`,
    blocks: [
      `${environment} should run ${image === undefined ? 'an unknown image' : `${image.repository}@${image.digest}`}, from ${commit}.`,
      `It ${check}: ${error.message}.`,
      revertedSentence(rolledBack),
      ...(applied === undefined ? [] : [applied.sentence]),
      `Next: ${nextStep(incident)}`,
      ...(run === undefined ? [] : [{ text: 'The run', url: run }]),
    ],
  };
}

function endOf(rolledBack: RolledBack | undefined, applied: Incident['applied']): string {
  if (rolledBack === undefined || rolledBack.kind === 'not reverted') return 'it was not rolled back';
  return applied?.isApplied === false ? 'the revert was not deployed' : 'it was rolled back';
}

function revertedSentence(rolledBack: RolledBack | undefined): string {
  if (rolledBack === undefined) return 'Nothing was reverted: nothing is known to be wrong with the version.';
  if (rolledBack.kind === 'not reverted') return `Nothing was reverted: ${rolledBack.reason}.`;
  return `The promotion was reverted on main by ${shownCommit(rolledBack.commit)}.`;
}

function nextStep({ environment, rolledBack, applied }: Incident): string {
  const verify = `"npm run verify -- ${environment}"`;
  if (rolledBack === undefined) return `restore access to what did not respond, then run ${verify}.`;
  if (rolledBack.kind === 'not reverted')
    return `look at ${environment} now; to restore earlier images, promote a digest that worked, or run "npm run rollback -- ${environment}" and push.`;
  if (applied?.isApplied === false) return `deploy the revert, then run ${verify}.`;
  return `check the previous version with ${verify}, and correct the cause before promoting again.`;
}
