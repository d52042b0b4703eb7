import type { JSX } from 'preact';
import type { Problem } from '../../http/problems/problem.ts';
import type { PageContext } from './page-context.ts';

interface ProblemPageProps {
  readonly page: PageContext;
  readonly problem: Problem;
  readonly signInPath: string;
}

/** Page of a problem. */
export function ProblemPage({ page, problem, signInPath }: ProblemPageProps): JSX.Element {
  const { messages } = page;
  const signIn = problem.status === 401 || typeof problem['scope'] === 'string' ? signInPath : undefined;
  return (
    <div class="problem">
      <h1>{problemTitle(page, problem)}</h1>
      <p>
        {helpOf(page, problem)}
        {typeof problem['parameter'] === 'string' ? (
          <>
            {' '}
            <code>{problem['parameter']}</code>
          </>
        ) : null}
      </p>
      <p>
        {signIn === undefined ? null : (
          <>
            <a class="button" href={page.link(signIn)}>
              {messages.signIn}
            </a>{' '}
          </>
        )}
        <a class="button" href={page.link('/')}>
          {messages.home}
        </a>
      </p>
      <p class="reference">
        {messages.label(messages.reference)} {problem.requestId}
      </p>
    </div>
  );
}

/** People read which right is missing, not which request was refused. */
function helpOf({ messages }: PageContext, problem: Problem): string {
  return typeof problem['scope'] === 'string' ? messages.missingRight : messages.problemHelp[kindOf(problem)];
}

/** Returns the title of a problem page. */
export function problemTitle({ messages }: PageContext, problem: Problem): string {
  return messages.problem[kindOf(problem)];
}

const KINDS = [400, 401, 403, 404, 503] as const;

function kindOf({ status }: Problem): (typeof KINDS)[number] | 'other' {
  return KINDS.find((kind) => kind === status) ?? 'other';
}
