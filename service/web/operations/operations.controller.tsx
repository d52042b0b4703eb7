import { Controller, Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExtension, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { renderToString } from 'preact-render-to-string';
import { ForbiddenError, UnauthorizedError } from '../../access/access.errors.ts';
import { AccessGuard } from '../../access/access.guard.ts';
import { INSTALLATION } from '../../access/access.scopes.ts';
import type { Overseer } from '../../feature.ts';
import { PAGE_HEADERS, removeCorsHeaders } from '../../http/security-headers.ts';
import { describedIn } from '../../openapi/described.ts';
import { SCOPE_EXTENSION } from '../../openapi/scope-extension.ts';
import { ProcessMonitor } from '../../operations/process-monitor.ts';
import { Accounts } from '../frame/accounts.ts';
import { Layout } from '../frame/layout.tsx';
import { PageFrame } from '../frame/page-frame.ts';
import { pageRequest } from '../frame/page-request.ts';
import { SignInFilter } from '../frame/sign-in.filter.ts';
import type { WebConfig } from '../frame/web.config.ts';
import { WEB_CONFIG } from '../frame/web.tokens.ts';
import { OPERATIONS_MESSAGES } from './operations-messages.ts';
import { OVERSEERS } from './operations.tokens.ts';
import { OperationsPage } from './templates/operations-page.tsx';

const Described = describedIn(() => import('./operations-pages.openapi.ts'));

/** The operations page, for supervisors and administrators. It is never cached. */
@ApiTags('Access')
@ApiExtension(SCOPE_EXTENSION, 'overseer')
@Controller('operations')
@UseFilters(SignInFilter)
export class OperationsController {
  constructor(
    private readonly frame: PageFrame,
    private readonly accounts: Accounts,
    private readonly guard: AccessGuard,
    private readonly monitor: ProcessMonitor,
    @Inject(WEB_CONFIG) private readonly config: WebConfig,
    @Inject(OVERSEERS) private readonly overseers: readonly Overseer[],
  ) {}

  @Get()
  @Described('getOperationsPage')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#admit(request, reply);
    const page = this.frame.context(pageRequest(request, '', this.config.WEB_DEFAULT_LANGUAGE));
    const texts = OPERATIONS_MESSAGES[page.language];
    const account = this.accounts.of(request, page.language);
    const known = await this.monitor.all();
    const html = renderToString(
      <Layout page={page} title={texts.title} style={['access.css', 'charts.css', 'operations.css']} account={account}>
        <OperationsPage page={page} texts={texts} {...known} />
      </Layout>,
    );
    removeCorsHeaders(reply);
    reply.headers({ ...PAGE_HEADERS, 'Content-Language': page.language, Vary: 'Accept-Language, Cookie' });
    await reply.type('text/html; charset=utf-8').send(`<!doctype html>${html}`);
  }

  /** @throws UnauthorizedError, ForbiddenError */
  async #admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const actor = await this.guard.identify(request);
    await this.guard.renew(request, reply);
    if (actor === undefined) throw new UnauthorizedError('A credential is required: sign in.');
    if (actor.allows('admin', INSTALLATION.name)) return;
    if (!this.overseers.some(({ scope, resource }) => actor.allows(scope, resource.name)))
      throw new ForbiddenError('admin', INSTALLATION);
  }
}
