import { Inject, Injectable } from '@nestjs/common';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BASE_PATH } from '../../common/tokens.ts';
import { PAGE_HEADERS, removeCorsHeaders } from '../../http/security-headers.ts';
import type { Account } from '../frame/account.tsx';
import { Accounts } from '../frame/accounts.ts';
import { Layout } from '../frame/layout.tsx';
import { PageFrame } from '../frame/page-frame.ts';
import { pageRequest } from '../frame/page-request.ts';
import type { WebConfig } from '../frame/web.config.ts';
import { WEB_CONFIG } from '../frame/web.tokens.ts';
import { ACCESS_MESSAGES } from './access-messages.ts';
import type { AccessPageContext } from './access-page-context.ts';

/** What to render for a request. */
export interface Drawing {
  readonly title: string;
  readonly body: JSX.Element;
  /** Seconds and address for the Refresh header. @default none */
  readonly refresh?: string | undefined;
}

/** Renders the pages for signing in, keys and devices. They are never cached. */
@Injectable()
export class AccessPageService {
  constructor(
    private readonly frame: PageFrame,
    private readonly accounts: Accounts,
    @Inject(WEB_CONFIG) private readonly config: WebConfig,
    @Inject(BASE_PATH) private readonly basePath: string,
  ) {}

  /** Returns the context of a request. */
  context(request: FastifyRequest): AccessPageContext {
    const wanted = pageRequest(request, '', this.config.WEB_DEFAULT_LANGUAGE);
    const page = this.frame.context(wanted);
    return {
      ...page,
      texts: ACCESS_MESSAGES[page.language],
      own: (path, parameters) => page.link(`${this.basePath}${path}`, parameters),
    };
  }

  /** Returns who is signed in. */
  account(request: FastifyRequest, { language }: AccessPageContext): Account | undefined {
    return this.accounts.of(request, language);
  }

  /** Sends a page. */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    draw: (page: AccessPageContext, account: Account | undefined) => Drawing | Promise<Drawing>,
  ): Promise<void> {
    const page = this.context(request);
    const account = this.account(request, page);
    const { title, body, refresh } = await draw(page, account);
    const html = renderToString(
      <Layout page={page} title={title} style={['queue.css', 'access.css']} account={account}>
        {body}
      </Layout>,
    );
    removeCorsHeaders(reply);
    reply.headers({ ...PAGE_HEADERS, 'Content-Language': page.language, Vary: 'Accept-Language, Cookie' });
    if (refresh !== undefined) reply.header('Refresh', refresh);
    await reply.type('text/html; charset=utf-8').send(`<!doctype html>${html}`);
  }
}
