import { git } from './git.ts';
import { arrivalsOnMain } from './main-log.ts';

/** A commit that promoted images to an environment. */
export interface Promotion {
  readonly commit: string;
  readonly subject: string;
  /** Whether a later commit reverted it. */
  readonly isReverted: boolean;
}

/** The commit that an image was built from, and the version of the release that built it, if it was one. */
export interface Source {
  readonly revision: string;
  readonly release: string | undefined;
}

/** Returns the promotions of an environment, the last that arrived on main first. */
export function promotionsOf(environment: string): readonly Promotion[] {
  const reverted = new Set(
    [...git('log', '--format=%b').matchAll(/^This reverts commit ([\da-f]{40})[.,]/gm)].map(([, commit]) => commit),
  );
  return arrivalsOnMain('%H%x09%(trailers:key=Promotes,valueonly,separator=%x20)%x09%s')
    .map((line) => line.split('\t'))
    .filter(([, promotedTo]) => promotedTo === environment)
    .map(([commit = '', , ...subject]) => ({ commit, subject: subject.join('\t'), isReverted: reverted.has(commit) }));
}

/** Returns the last promotion of an environment that has not been reverted. */
export function lastPromotion(environment: string): Promotion | undefined {
  return promotionsOf(environment).find(({ isReverted }) => !isReverted);
}

/** Returns what the newest promotion of an image says about its source; `undefined` if none does. */
export function sourceOf(digest: string): Source | undefined {
  const trailer = (key: string): string => `%(trailers:key=${key},valueonly,separator=%x20)`;
  const format = `--format=${trailer('Image')}%x09${trailer('Revision')}%x09${trailer('Release')}`;
  const [, revision = '', release = ''] =
    git('log', format, '--fixed-strings', `--grep=${digest}`)
      .split('\n')
      .map((line) => line.split('\t'))
      .find(([images = '', commit = '']) => images.includes(`@${digest}`) && /^[\da-f]{40}$/.test(commit)) ?? [];
  return revision === '' ? undefined : { revision, release: release === '' ? undefined : release };
}
