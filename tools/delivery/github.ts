import { execFileSync } from 'node:child_process';

/** GitHub rejects longer descriptions of pull requests and issues. */
const LONGEST_BODY = 65_536;

/** The part of a pull request or issue that is read. */
interface Item {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body: string | null;
  readonly pull_request?: object;
}

/** A title and a description in Markdown. */
export interface Text {
  readonly title: string;
  readonly body: string;
}

/** What became of a pull request or an issue: its address, and whether it was changed. */
export interface Published {
  readonly url: string;
  readonly what: 'opened' | 'updated' | 'unchanged';
}

/**
 * Opens the pull request from `head` to main of a repository (`<owner>/<name>`), or updates the open one.
 *
 * @throws Error with GitHub's reason.
 */
export function publishPullRequest(repository: string, head: string, text: Text): Published {
  return publish(`repos/${repository}/pulls`, openPullRequest(repository, head), text, { head, base: 'main' });
}

/**
 * Closes the open pull request from `head` to main, with a comment; returns its address, `undefined` if there is none.
 *
 * @throws Error with GitHub's reason.
 */
export function closePullRequest(repository: string, head: string, comment: string): string | undefined {
  const open = openPullRequest(repository, head);
  if (open === undefined) return undefined;
  request('POST', `repos/${repository}/issues/${String(open.number)}/comments`, { body: comment });
  request('PATCH', `repos/${repository}/pulls/${String(open.number)}`, { state: 'closed' });
  return open.html_url;
}

function openPullRequest(repository: string, head: string): Item | undefined {
  const [owner = ''] = repository.split('/');
  const query = new URLSearchParams({ state: 'open', base: 'main', head: `${owner}:${head}` });
  return (request('GET', `repos/${repository}/pulls?${query.toString()}`) as Item[])[0];
}

/**
 * Opens an issue in a repository (`<owner>/<name>`), or updates the open one with the same title.
 *
 * @throws Error with GitHub's reason.
 */
export function publishIssue(repository: string, text: Text): Published {
  const path = `repos/${repository}/issues`;
  for (let page = 1; ; page += 1) {
    const items = request('GET', `${path}?state=open&per_page=100&page=${String(page)}`) as Item[];
    const open = items.find(({ title, pull_request }) => title === text.title && pull_request === undefined);
    if (open !== undefined || items.length < 100) return publish(path, open, text, {});
  }
}

/** Shortens a description to what GitHub accepts, and says so in a note at its end. */
export function limited(body: string, note: string): string {
  if (body.length <= LONGEST_BODY) return body;
  const [fence, end] = ['\n```', `\n\n${note}\n`];
  const start = body.slice(0, LONGEST_BODY - fence.length - end.length);
  // A line that is cut could be half of a table row or of a character.
  const kept = start.slice(0, start.lastIndexOf('\n'));
  const isInCode = [...kept.matchAll(/^```/gm)].length % 2 === 1;
  return kept + (isInCode ? fence : '') + end;
}

function publish(path: string, open: Item | undefined, { title, body }: Text, branches: object): Published {
  if (open === undefined)
    return { url: (request('POST', path, { title, body, ...branches }) as Item).html_url, what: 'opened' };
  // GitHub may change line ends.
  const lines = (text: string | null): string => (text ?? '').replaceAll('\r\n', '\n').trim();
  if (open.title === title && lines(open.body) === lines(body)) return { url: open.html_url, what: 'unchanged' };
  request('PATCH', `${path}/${String(open.number)}`, { title, body });
  return { url: open.html_url, what: 'updated' };
}

function request(method: string, path: string, body?: object): unknown {
  const input = body === undefined ? [] : ['--input', '-'];
  try {
    const output = execFileSync('gh', ['api', '--method', method, path, ...input], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['pipe', 'pipe', 'pipe'],
      input: JSON.stringify(body ?? {}),
    });
    return JSON.parse(output);
  } catch (error) {
    throw new Error(`GitHub refused ${method} ${path}: ${reasonOf(error as Failure)}`);
  }
}

/** A failed call of gh: its error, and the response of GitHub. */
interface Failure {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly message: string;
}

/** gh prints the first line of a refusal only; the reasons are in the response. */
function reasonOf({ stdout = '', stderr = '', message }: Failure): string {
  const said = [stderr.trim().replaceAll(/\s*\n\s*/g, ' ') || message];
  try {
    const { errors = [] } = JSON.parse(stdout) as { errors?: readonly Record<string, string>[] };
    for (const { resource = '', field = '', code = '', message: reason } of errors)
      said.push(reason ?? `${resource}.${field} is ${code}`);
  } catch {
    // There was no response.
  }
  return said.join('; ');
}
