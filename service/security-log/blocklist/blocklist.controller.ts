import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../../access/access.guard.ts';
import { Audit, Audited } from '../../access/audit.ts';
import { readQuery } from '../../http/read-query.ts';
import { parseRequestTarget } from '../../http/request-target.ts';
import { describedIn } from '../../openapi/described.ts';
import { sendFormatted } from '../report/send-formatted.ts';
import { decisionView, entriesView, explanationView } from './blocklist-view.ts';
import { ENTRIES_QUERY, readDecision, readRelease } from './blocklist.requests.ts';
import { BlocklistService } from './blocklist.service.ts';
import { entriesCsv } from './formats/csv.ts';
import { publishedEntry } from './formats/json.ts';

const Described = describedIn(() => import('./blocklist.openapi.ts'));

/** The blocklist and what people decide about it, as data. */
@ApiTags('Security log')
@Controller('api/security/blocklist')
export class BlocklistController {
  constructor(
    private readonly blocklist: BlocklistService,
    private readonly audit: Audit,
  ) {}

  @Get()
  @Requires('security')
  @Described('getBlocklist')
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = readQuery(ENTRIES_QUERY, parseRequestTarget(request.raw.url).searchParams);
    const page = await this.blocklist.entries(query);
    const view = entriesView(await this.blocklist.stored(), page);
    await sendFormatted(request, reply, view, () => entriesCsv(page.entries.map(publishedEntry)));
  }

  @Get('decisions')
  @Requires('security')
  @Described('getBlocklistDecisions')
  async decisions(): Promise<object> {
    return { decisions: (await this.blocklist.decisions()).map(decisionView) };
  }

  @Post('decisions')
  @HttpCode(201)
  @Requires('security')
  @Audited('blocklist-decide')
  @Described('postBlocklistDecision')
  async decide(@Body() body: unknown, @Req() request: FastifyRequest): Promise<object> {
    const decision = decisionView(await this.blocklist.decide(readDecision(body), request.actor?.name ?? ''));
    this.audit.record(request, 'blocklist-decide', { ...decision });
    return decision;
  }

  @Delete('decisions/:id')
  @HttpCode(200)
  @Requires('security')
  @Audited('blocklist-decision-end')
  @Described('deleteBlocklistDecision')
  async end(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    const decision = decisionView(await this.blocklist.end(id));
    this.audit.record(request, 'blocklist-decision-end', { ...decision });
    return decision;
  }

  @Post('release')
  @HttpCode(200)
  @Requires('security')
  @Audited('blocklist-release')
  @Described('postBlocklistRelease')
  async release(@Body() body: unknown, @Req() request: FastifyRequest): Promise<object> {
    const released = await this.blocklist.release(readRelease(body));
    this.audit.record(request, 'blocklist-release', released);
    return released;
  }

  @Get('addresses/:address')
  @Requires('security')
  @Described('getBlocklistAddress')
  async explain(@Param('address') address: string): Promise<object> {
    return explanationView(await this.blocklist.explain(address));
  }
}
