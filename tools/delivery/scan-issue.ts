/**
 * `node tools/delivery/scan-issue.ts <summary.md>`: opens an issue with the summary of `npm run scan:gate` in the repository
 * GITHUB_REPOSITORY, or updates the open one.
 */
import { readFileSync } from 'node:fs';
import { stop } from './git.ts';
import { limited, publishIssue } from './github.ts';

const TITLE = 'Images that run have findings that block';

const [file, ...more] = process.argv.slice(2);
const repository = process.env['GITHUB_REPOSITORY'];
if (file === undefined || more.length > 0) stop('usage: node tools/delivery/scan-issue.ts <summary.md>');
if (repository === undefined) stop('GITHUB_REPOSITORY is not set: set it to <owner>/<name>');
const how =
  'Update the packages and release, or accept a finding with a reason and a date in `tools/risks/accepted-findings.ts`. ' +
  'Close this issue when the nightly scan passes.';
try {
  const body = limited(`${how}\n\n${readFileSync(file, 'utf8')}`, 'The rest is in the summary of the workflow run.');
  const { url, what } = publishIssue(repository, { title: TITLE, body });
  process.stdout.write(`${url} was ${what === 'unchanged' ? 'not changed' : what}\n`);
} catch (error) {
  stop((error as Error).message);
}
