import { platform } from '../../../charts/environments/platform.ts';
import { git } from '../git.ts';
import { run } from './run.ts';

/**
 * Returns the repository on GitHub, as owner and name.
 *
 * @throws Error if the checkout is not what GitHub has on the branch that is deployed: it would not know what is used.
 */
export async function checkedRepository(): Promise<string> {
  const [, repository = ''] = /^https:\/\/github\.com\/([^/]+\/[^/]+?)(?:\.git)?$/.exec(platform.repository) ?? [];
  const { branch } = platform;
  const head = git('rev-parse', 'HEAD');
  const newest = (await run('gh', 'api', `repos/${repository}/commits/${branch}`, '--jq', '.sha')).trim();
  if (head !== newest)
    throw new Error(`${branch} is at ${newest} on GitHub, but this checkout at ${head}: switch to ${branch} and pull`);
  if (git('status', '--porcelain', '--', 'charts', 'dist') !== '')
    throw new Error('charts/ or dist/ has changes that are not committed: git status');
  return repository;
}
