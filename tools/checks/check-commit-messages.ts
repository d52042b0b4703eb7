/** `npm run check:commits -- <base>..<head>`: checks the messages of commits against CONTRIBUTING.md. */
import { git, stop } from '../delivery/git.ts';

const SUBJECT = /^(?:feat|fix|perf|refactor|test|docs|build|ci|chore|revert)\([a-z0-9-]+\): \S/;

const [range = ''] = process.argv.slice(2);
if (!/^[^-]\S*\.\.\S+$/.test(range)) stop('usage: npm run check:commits -- <base>..<head>');
const commits = git('log', '--no-merges', '--format=%h%n%B%x00', range)
  .split('\0')
  .map((text) => text.trim());
const problems = commits.filter(Boolean).flatMap((text) => {
  const [hash = '', ...message] = text.split('\n');
  return problemsOf(message).map((problem) => `${hash}: ${problem}`);
});
if (problems.length > 0)
  stop(`${problems.join('\n')}\nReword with git rebase --interactive; the rules are in CONTRIBUTING.md.`);
process.stdout.write(`${String(commits.filter(Boolean).length)} commit messages are valid\n`);

function problemsOf([subject = '', separator = '', ...body]: readonly string[]): string[] {
  const found: string[] = [];
  if (subject.length > 72)
    found.push(`the subject has ${String(subject.length)} characters, 72 are allowed: ${subject}`);
  if (!SUBJECT.test(subject)) found.push(`the subject is not "type(scope): imperative subject": ${subject}`);
  if (separator !== '') found.push(`the second line is not empty: ${separator}`);
  if (body.every((line) => line.trim() === ''))
    found.push(`the body is missing: say why in at least one line: ${subject}`);
  return found;
}
