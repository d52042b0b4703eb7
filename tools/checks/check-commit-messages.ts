/** `npm run check:commits -- <base>..<head>`: holds the subjects of commits against CONTRIBUTING.md. */
import { git, stop } from '../delivery/git.ts';

const SUBJECT = /^(?:feat|fix|perf|refactor|test|docs|build|ci|chore|revert)\([a-z0-9-]+\): \S/;

const [range = ''] = process.argv.slice(2);
if (!/^[^-]\S*\.\.\S+$/.test(range)) stop('usage: npm run check:commits -- <base>..<head>');
const commits = git('log', '--no-merges', '--format=%h %s', range).split('\n').filter(Boolean);
const problems = commits.flatMap((line) => {
  const [hash, subject] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
  if (subject.length > 72)
    return [`${hash}: the subject has ${String(subject.length)} characters, 72 are allowed: ${subject}`];
  return SUBJECT.test(subject) ? [] : [`${hash}: the subject is not "type(scope): imperative subject": ${subject}`];
});
if (problems.length > 0)
  stop(`${problems.join('\n')}\nReword with git rebase --interactive; the types are in CONTRIBUTING.md.`);
process.stdout.write(`${String(commits.length)} commit messages are fine\n`);
