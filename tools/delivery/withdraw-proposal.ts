/**
 * `node tools/delivery/withdraw-proposal.ts`: closes the open pull request for production with a comment, if qualification was rolled back
 * from the images that it proposes. The repository is GITHUB_REPOSITORY. Run it on a clone of main.
 */
import { git, stop } from './git.ts';
import { closePullRequest } from './github.ts';
import { promotionsOf } from './history.ts';
import { readImages } from './images.ts';
import { BRANCH, fetchBranch, FROM, NAMES, TO } from './proposal/branch.ts';

const repository = process.env['GITHUB_REPOSITORY'] ?? stop('GITHUB_REPOSITORY is not set: set it to <owner>/<name>');
try {
  const tip = fetchBranch(BRANCH);
  const [last] = promotionsOf(FROM);
  if (tip !== undefined && last?.isReverted === true && !proposesWhatRuns(tip)) withdraw(tip, last.subject);
} catch (error) {
  const { message, stderr } = error as Error & { stderr?: string };
  stop(`the proposal was not withdrawn: ${stderr?.trim() || message}`);
}

function proposesWhatRuns(tip: string): boolean {
  const [qualified, proposed] = [readImages('origin/main')?.[FROM], readImages(tip)?.[TO]];
  return NAMES.every((name) => qualified?.[name]?.digest === proposed?.[name]?.digest);
}

function withdraw(tip: string, subject: string): void {
  const comment = `Closed: ${FROM} was rolled back from what this proposes, \`${git('rev-parse', '--short=12', tip)}\` (${subject}). The next release opens another pull request.`;
  const url = closePullRequest(repository, BRANCH, comment);
  if (url !== undefined) process.stdout.write(`${url} was closed\n`);
}
