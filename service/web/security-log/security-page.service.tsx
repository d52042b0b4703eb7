import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { parseRequestTarget } from '../../http/request-target.ts';
import { PAGE_HEADERS, removeCorsHeaders } from '../../http/security-headers.ts';
import { Accounts } from '../frame/accounts.ts';
import { Layout } from '../frame/layout.tsx';
import { PageFrame } from '../frame/page-frame.ts';
import { pageRequest } from '../frame/page-request.ts';
import type { WebConfig } from '../frame/web.config.ts';
import { WEB_CONFIG } from '../frame/web.tokens.ts';
import { SECURITY_MESSAGES } from './security-messages.ts';
import type { SecurityPageContext } from './security-page-context.ts';
import { SECURITY_PATH } from './security-pages.tokens.ts';

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const;

/** Renders the pages of the security log. They are never cached. */
@Injectable()
export class SecurityPageService {
  constructor(
    private readonly frame: PageFrame,
    private readonly accounts: Accounts,
    @Inject(WEB_CONFIG) private readonly config: WebConfig,
  ) {}

  /** Returns the context of a request. */
  context(request: FastifyRequest): SecurityPageContext {
    const page = this.frame.context(pageRequest(request, '', this.config.WEB_DEFAULT_LANGUAGE));
    const { searchParams } = parseRequestTarget(request.raw.url);
    const numbers = new Intl.NumberFormat(LOCALES[page.language], { maximumFractionDigits: 1 });
    const range = ['range', 'from', 'to'].flatMap((name) => {
      const value = searchParams.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return {
      ...page,
      texts: SECURITY_MESSAGES[page.language],
      own: (path, parameters) => page.link(`${SECURITY_PATH}${path}`, parameters),
      range: Object.fromEntries(range),
      moment: (time) => page.dates.moment(Date.parse(time)),
      number: (value) => numbers.format(value),
    };
  }

  /** Sends a page. */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    page: SecurityPageContext,
    title: string,
    body: JSX.Element,
  ): Promise<void> {
    const account = this.accounts.of(request, page.language);
    const html = renderToString(
      <Layout
        page={page}
        title={title}
        style={['access.css', 'charts.css', 'security.css']}
        current={SECURITY_PATH}
        account={account}
      >
        {body}
      </Layout>,
    );
    removeCorsHeaders(reply);
    reply.headers({ ...PAGE_HEADERS, 'Content-Language': page.language, Vary: 'Accept-Language, Cookie' });
    await reply.type('text/html; charset=utf-8').send(`<!doctype html>${html}`);
  }
}
