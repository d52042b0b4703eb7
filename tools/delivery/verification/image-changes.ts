import { git } from '../git.ts';
import { arrivalsOnMain } from '../main-log.ts';

/** A commit that set the images of an environment. */
export interface ImageChange {
  readonly commit: string;
  /** Whether it is a rollback rather than a promotion. */
  readonly isRollback: boolean;
}

/** Returns the last promotion or rollback of an environment. */
export function lastImageChange(environment: string): ImageChange | undefined {
  const trailer = (key: string): string => `%(trailers:key=${key},valueonly,separator=%x20)`;
  const commits = arrivalsOnMain(`%H%x09${trailer('Promotes')}%x09${trailer('Rolls-back')}`);
  for (const [commit = '', promotes, rollsBack] of commits.map((line) => line.split('\t'))) {
    if (promotes === environment || rollsBack === environment) return { commit, isRollback: rollsBack === environment };
  }
  return undefined;
}

/** Returns the commit that reverts another, among the history of HEAD. */
export function revertOf(commit: string): string | undefined {
  const found = git('log', '--format=%H', `--grep=^This reverts commit ${commit}[.,]`);
  return found === '' ? undefined : found.split('\n')[0];
}
