import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessGuard, Requires } from '../../access/access.guard.ts';
import { INSTALLATION } from '../../access/access.scopes.ts';
import { readKnown } from '../../http/read-query.ts';
import { describedIn } from '../../openapi/described.ts';
import { findingView, reportView } from '../../security-log/report/report-view.ts';
import { FINDINGS_QUERY, REPORT_QUERY } from '../../security-log/report/report.requests.ts';
import { ReportService } from '../../security-log/report/report.service.ts';
import { SignInFilter } from '../frame/sign-in.filter.ts';
import { SecurityPageService } from './security-page.service.tsx';
import { FindingPage } from './templates/finding-page.tsx';
import { FindingsPage } from './templates/findings-page.tsx';
import { ReportPage } from './templates/report-page.tsx';

const Described = describedIn(() => import('./security-pages.openapi.ts'));

/** The pages of the security report. They are never cached. */
@ApiTags('Security log')
@Controller('security')
@UseFilters(SignInFilter)
export class SecurityPagesController {
  constructor(
    private readonly pages: SecurityPageService,
    private readonly guard: AccessGuard,
    private readonly reports: ReportService,
  ) {}

  @Get()
  @Requires('report')
  @Described('getSecurityReportPage')
  async report(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = this.pages.context(request);
    const report = await this.reports.report(readKnown(REPORT_QUERY, page.target.searchParams));
    const actor = request.actor ?? (await this.guard.identify(request));
    const isFull = actor?.allows('security', INSTALLATION.name) === true;
    await this.pages.send(
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
    const page = this.pages.context(request);
    // The form sends what was not chosen as empty values.
    const chosen = new URLSearchParams([...page.target.searchParams].filter(([, value]) => value !== ''));
    const { total, findings } = await this.reports.findings(readKnown(FINDINGS_QUERY, chosen));
    await this.pages.send(
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
    const page = this.pages.context(request);
    const finding = findingView(await this.reports.finding(id));
    await this.pages.send(
      request,
      reply,
      page,
      page.texts.kinds[finding.kind],
      <FindingPage page={page} finding={finding} />,
    );
  }
}
