import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessGuard, Requires } from '../../access/access.guard.ts';
import { INSTALLATION } from '../../access/access.scopes.ts';
import { Audit, Audited } from '../../access/audit.ts';
import { readQuery } from '../../http/read-query.ts';
import { parseRequestTarget } from '../../http/request-target.ts';
import { describedIn } from '../../openapi/described.ts';
import { BlocklistService } from '../blocklist/blocklist.service.ts';
import { findingsCsv, reportCsv } from './report-csv.ts';
import { findingView, reportView } from './report-view.ts';
import { FINDINGS_QUERY, FINDING_QUERY, REPORT_QUERY, readErasure } from './report.requests.ts';
import { ReportService } from './report.service.ts';
import { sendFormatted } from './send-formatted.ts';

const Described = describedIn(() => import('./report.openapi.ts'));

/** The security report as data. */
@ApiTags('Security log')
@Controller('api/security')
export class ReportController {
  constructor(
    private readonly reports: ReportService,
    private readonly blocklist: BlocklistService,
    private readonly guard: AccessGuard,
    private readonly audit: Audit,
  ) {}

  @Get('report')
  @Requires('report')
  @Described('getSecurityReport')
  async report(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { searchParams } = parseRequestTarget(request.raw.url);
    const report = await this.reports.report(readQuery(REPORT_QUERY, searchParams));
    const actor = request.actor ?? (await this.guard.identify(request));
    const view = reportView(report, actor?.allows('security', INSTALLATION.name) === true);
    await sendFormatted(request, reply, view, () => reportCsv(view));
  }

  @Get('findings')
  @Requires('security')
  @Described('getSecurityFindings')
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { searchParams } = parseRequestTarget(request.raw.url);
    const { total, findings } = await this.reports.findings(readQuery(FINDINGS_QUERY, searchParams));
    const views = findings.map(findingView);
    await sendFormatted(request, reply, { total, findings: views }, () => findingsCsv(views));
  }

  @Get('findings/:id')
  @Requires('security')
  @Described('getSecurityFinding')
  async show(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    readQuery(FINDING_QUERY, parseRequestTarget(request.raw.url).searchParams);
    const view = findingView(await this.reports.finding(id));
    await sendFormatted(request, reply, view, () => findingsCsv([view]));
  }

  @Post('erasures')
  @HttpCode(200)
  @Requires('security')
  @Audited('finding-erase')
  @Described('postSecurityErasure')
  async erase(@Body() body: unknown, @Req() request: FastifyRequest): Promise<{ erased: number }> {
    const source = readErasure(body);
    const erased = await this.reports.erase(source);
    await this.blocklist.forget(source);
    this.audit.record(request, 'finding-erase', { findings: erased });
    return { erased };
  }
}
