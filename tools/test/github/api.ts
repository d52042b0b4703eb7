import type { Item, Repository } from './repositories.ts';

/** A response of the API. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A request to a repository. */
export interface Call {
  readonly method: string;
  /** Below `/repos/<owner>/<name>`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, string>>;
  readonly owner: string;
  readonly url: string;
}

const LONGEST_BODY = 65_536;

const ok = (body: unknown, status = 200): Answer => ({ status, body });
const invalid = (resource: string, field: string, code: string, message?: string): Answer => ({
  status: 422,
  body: { message: 'Validation Failed', errors: [{ resource, field, code, ...(message && { message }) }] },
});
const NOT_FOUND: Answer = { status: 404, body: { message: 'Not Found' } };

/** Answers as GitHub's REST API does, for what this repository uses of it. */
export function answer(repository: Repository, call: Call): Answer {
  const [, checked] = /^\/commits\/([\da-f]{40})\/check-runs$/.exec(call.path) ?? [];
  if (checked !== undefined) return ok({ check_runs: repository.checkRuns.get(checked) ?? [] });
  const [, kind = '', number, action] = /^\/(pulls|issues)(?:\/(\d+)(?:\/(\w+))?)?$/.exec(call.path) ?? [];
  if (kind === '') return NOT_FOUND;
  if (number === undefined)
    return call.method === 'GET' ? list(repository, call, kind) : create(repository, call, kind);
  const item = repository.items.find((one) => one.number === Number(number));
  // A pull request has comments as an issue.
  if (item !== undefined && kind === 'issues' && action === 'comments' && call.method === 'POST')
    return comment(item, call);
  if (item === undefined || (kind === 'pulls') !== (item.pull_request !== undefined)) return NOT_FOUND;
  if (action === undefined) return call.method === 'PATCH' ? change(item, call) : ok(shown(repository, item));
  if (action === 'reviews' && call.method === 'POST') return approve(item, call);
  return action === 'merge' && call.method === 'PUT' ? merge(repository, item, call) : NOT_FOUND;
}

function list(repository: Repository, { query, owner }: Call, kind: string): Answer {
  const state = query.get('state') ?? 'open';
  const [head, base] = [query.get('head'), query.get('base')];
  const found = repository.items.filter(
    (item) =>
      (state === 'all' || item.state === state) &&
      // Issues include pull requests.
      (kind === 'issues' || item.pull_request !== undefined) &&
      (head === null || head === `${owner}:${item.pull_request?.head ?? ''}`) &&
      (base === null || base === item.pull_request?.base),
  );
  const size = Number(query.get('per_page') ?? 30);
  const page = Number(query.get('page') ?? 1);
  return ok(found.slice((page - 1) * size, page * size).map((item) => shown(repository, item)));
}

function create(repository: Repository, call: Call, kind: string): Answer {
  const { title = '', body = '', head = '', base = '' } = call.body;
  const resource = kind === 'pulls' ? 'PullRequest' : 'Issue';
  if (call.method !== 'POST') return NOT_FOUND;
  if (title === '') return invalid(resource, 'title', 'missing_field');
  if (body.length > LONGEST_BODY) return tooLong(resource);
  const number = repository.items.length + 1;
  const common = {
    number,
    title,
    body,
    state: 'open' as const,
    comments: [],
    html_url: `${call.url}/${kind}/${String(number)}`,
  };
  if (kind === 'issues') repository.items.push(common);
  else {
    const refusal = refusalOf(repository, call.owner, head, base);
    if (refusal !== undefined) return refusal;
    repository.items.push({ ...common, pull_request: { head, base, isApproved: false } });
  }
  return ok(shown(repository, repository.items.at(-1) as Item), 201);
}

function refusalOf(repository: Repository, owner: string, head: string, base: string): Answer | undefined {
  for (const [field, branch] of Object.entries({ head, base }))
    if (repository.commitOf(branch) === undefined) return invalid('PullRequest', field, 'invalid');
  const isSame = ({ state, pull_request }: Item): boolean =>
    state === 'open' && pull_request?.head === head && pull_request.base === base;
  if (repository.items.some(isSame))
    return invalid('PullRequest', '', 'custom', `A pull request already exists for ${owner}:${head}.`);
  if (repository.git('rev-list', '--count', `refs/heads/${base}..refs/heads/${head}`) === '0')
    return invalid('PullRequest', '', 'custom', `No commits between ${base} and ${head}`);
  return undefined;
}

function comment(item: Item, { body: { body = '' } }: Call): Answer {
  if (body === '') return invalid('IssueComment', 'body', 'missing_field');
  item.comments.push(body);
  return ok({ body }, 201);
}

function change(item: Item, { body: { title, body, state } }: Call): Answer {
  if (state !== undefined && state !== 'open' && state !== 'closed') return invalid('PullRequest', 'state', 'invalid');
  item.state = state ?? item.state;
  if (body !== undefined && body.length > LONGEST_BODY) return tooLong('Issue');
  item.title = title ?? item.title;
  item.body = body ?? item.body;
  return ok(item);
}

function approve({ pull_request }: Item, { body: { event } }: Call): Answer {
  if (event !== 'APPROVE' || pull_request === undefined) return invalid('PullRequestReview', 'event', 'invalid');
  pull_request.isApproved = true;
  return ok({ state: 'APPROVED' });
}

/** The branch is protected by one approving review. */
function merge(repository: Repository, item: Item, { owner }: Call): Answer {
  const { pull_request: request } = item;
  if (request?.isApproved !== true || item.state === 'closed')
    return {
      status: 405,
      body: { message: 'At least 1 approving review is required by reviewers with write access.' },
    };
  const from = `${owner}/${request.head}`;
  request.merged = repository.merge(
    request.head,
    request.base,
    `Merge pull request #${String(item.number)} from ${from}\n\n${item.title}`,
  );
  item.state = 'closed';
  return ok({ sha: request.merged, merged: true });
}

function tooLong(resource: string): Answer {
  return invalid(resource, 'body', 'custom', `body is too long (maximum is ${String(LONGEST_BODY)} characters)`);
}

function shown(repository: Repository, item: Item): object {
  const { pull_request: request, ...rest } = item;
  if (request === undefined) return rest;
  const [head, base] = [request.head, request.base].map((ref) => ({ ref, sha: repository.commitOf(ref) }));
  return { ...rest, head, base, pull_request: {} };
}
