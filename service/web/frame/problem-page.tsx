import type { JSX } from 'preact';
import type { Problem } from '../../http/problems/problem.ts';
import type { PageContext } from './page-context.ts';

/** Page of a problem. */
export function ProblemPage({ page, problem }: { readonly page: PageContext; readonly problem: Problem }): JSX.Element {
  const { messages } = page;
  return (
    <div class="problem">
      <h1>{problemTitle(page, problem)}</h1>
      <p>
        {messages.problemHelp[kindOf(problem)]}
        {typeof problem['parameter'] === 'string' ? (
          <>
            {' '}
            <code>{problem['parameter']}</code>
          </>
        ) : null}
      </p>
      <p>
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

/** Returns the title of a problem page. */
export function problemTitle({ messages }: PageContext, problem: Problem): string {
  return messages.problem[kindOf(problem)];
}

const KINDS = [400, 403, 404, 503] as const;

function kindOf({ status }: Problem): (typeof KINDS)[number] | 'other' {
  return KINDS.find((kind) => kind === status) ?? 'other';
}
