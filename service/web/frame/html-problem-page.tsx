import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { renderToString } from 'preact-render-to-string';
import type { Problem } from '../../http/problems/problem.ts';
import { isForPrograms } from '../../http/problems/problem.filter.ts';
import type { ProblemPage as ProblemPagePort } from '../../http/problems/problem.filter.ts';
import { PAGE_HEADERS } from '../../http/security-headers.ts';
import { BASE_PATH } from '../../common/tokens.ts';
import { kioskRefresh } from './kiosk.ts';
import { pageRequest } from './page-request.ts';
import { PageFrame } from './page-frame.ts';
import { Layout } from './layout.tsx';
import { ProblemPage, problemTitle } from './problem-page.tsx';
import type { WebConfig } from './web.config.ts';
import { UNATTENDED_PATHS, WEB_CONFIG } from './web.tokens.ts';

/** Renders problems as pages, except for API paths. */
@Injectable()
export class HtmlProblemPage implements ProblemPagePort {
  constructor(
    private readonly frame: PageFrame,
    @Inject(WEB_CONFIG) private readonly config: WebConfig,
    @Inject(BASE_PATH) private readonly basePath: string,
    @Inject(UNATTENDED_PATHS) private readonly unattended: readonly string[],
  ) {}

  render(
    problem: Problem,
    request: FastifyRequest,
  ): Promise<{ body: string; headers: Readonly<Record<string, string>> } | undefined> {
    if (isForPrograms(problem.instance)) return Promise.resolve(undefined);
    const page = this.frame.context(pageRequest(request, '', this.config.WEB_DEFAULT_LANGUAGE));
    const body = `<!doctype html>${renderToString(
      <Layout page={page} title={problemTitle(page, problem)}>
        <ProblemPage page={page} problem={problem} signInPath={`${this.basePath}/sign-in`} />
      </Layout>,
    )}`;
    // The screen returns to its page for the next visitor.
    const path = problem.instance.replace(/\/$/, '');
    const headers = {
      ...PAGE_HEADERS,
      'Content-Language': page.language,
      Vary: 'Accept, Accept-Language',
      ...(this.unattended.includes(path) && { Refresh: kioskRefresh(page.link(path)) }),
    };
    return Promise.resolve({ body, headers });
  }
}
