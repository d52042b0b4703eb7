import { Controller, Get, Inject, Param, Req, Res, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { AccessGuard, Requires } from '../../access/access.guard.ts';
import { INSTALLATION } from '../../access/access.scopes.ts';
import { readKnown } from '../../http/read-query.ts';
import { parseRequestTarget } from '../../http/request-target.ts';
import { PAGE_HEADERS, removeCorsHeaders } from '../../http/security-headers.ts';
import { describedIn } from '../../openapi/described.ts';
import { findingView, reportView } from '../../security-log/report/report-view.ts';
import { FINDINGS_QUERY, REPORT_QUERY } from '../../security-log/report/report.requests.ts';
import { ReportService } from '../../security-log/report/report.service.ts';
import { Accounts } from '../frame/accounts.ts';
import { Layout } from '../frame/layout.tsx';
import { PageFrame } from '../frame/page-frame.ts';
import { pageRequest } from '../frame/page-request.ts';
import { SignInFilter } from '../frame/sign-in.filter.ts';
import type { WebConfig } from '../frame/web.config.ts';
import { WEB_CONFIG } from '../frame/web.tokens.ts';
import { SECURITY_MESSAGES } from './security-messages.ts';
import type { SecurityPageContext } from './security-page-context.ts';
import { SECURITY_PATH } from './security-pages.tokens.ts';
import { FindingPage } from './templates/finding-page.tsx';
import { FindingsPage } from './templates/findings-page.tsx';
import { ReportPage } from './templates/report-page.tsx';

const Described = describedIn(() => import('./security-pages.openapi.ts'));

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const;

/** The pages of the security report. They are never cached. */
@ApiTags('Security log')
@Controller('security')
@UseFilters(SignInFilter)
export class SecurityPagesController {
  constructor(
    private readonly frame: PageFrame,
    private readonly accounts: Accounts,
    private readonly guard: AccessGuard,
    private readonly reports: ReportService,
    @Inject(WEB_CONFIG) private readonly config: WebConfig,
  ) {}

  @Get()
  @Requires('report')
  @Described('getSecurityReportPage')
  async report(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = this.#context(request);
    const report = await this.reports.report(readKnown(REPORT_QUERY, page.target.searchParams));
    const actor = request.actor ?? (await this.guard.identify(request));
    const isFull = actor?.allows('security', INSTALLATION.name) === true;
    await this.#send(
      request,
      reply,
      page,
      page.texts.title,
      <ReportPage page={page} report={reportView(report, isFull)} isFull={isFull} />,
    );
  }

  @Get('findings')
  @Requires('security')
  @Described('getSecurityFindingsPage')
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = this.#context(request);
    // The form sends what was not chosen as empty values.
    const chosen = new URLSearchParams([...page.target.searchParams].filter(([, value]) => value !== ''));
    const { total, findings } = await this.reports.findings(readKnown(FINDINGS_QUERY, chosen));
    await this.#send(
      request,
      reply,
      page,
      page.texts.findings,
      <FindingsPage page={page} total={total} findings={findings.map(findingView)} />,
    );
  }

  @Get('findings/:id')
  @Requires('security')
  @Described('getSecurityFindingPage')
  async show(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = this.#context(request);
    const finding = findingView(await this.reports.finding(id));
    await this.#send(
      request,
      reply,
      page,
      page.texts.kinds[finding.kind],
      <FindingPage page={page} finding={finding} />,
    );
  }

  #context(request: FastifyRequest): SecurityPageContext {
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

  async #send(
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
