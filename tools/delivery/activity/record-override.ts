import { commitOnMain } from '../commit-on-main.ts';
import { git } from '../git.ts';

/**
 * Records on main, as an empty commit, that an environment is deployed to although it should not be: who, why, and in spite of what.
 *
 * @returns the commit.
 * @throws Error if it cannot be pushed; then nothing may be deployed either.
 */
export function recordOverride(environment: string, given: string, refusal: string): string {
  const [reason, inSpiteOf] = [given, refusal].map((text) => text.replaceAll(/\s+/g, ' ').trim());
  const subject = `chore(${environment}): deploy in spite of activity`;
  const trailers = `Deploys-in-spite-of: ${String(inSpiteOf)}\nOverride-reason: ${String(reason)}`;
  const commit = commitOnMain(() => {
    git('commit', '--quiet', '--allow-empty', '--message', subject, '--message', trailers);
    return true;
  });
  return String(commit);
}
