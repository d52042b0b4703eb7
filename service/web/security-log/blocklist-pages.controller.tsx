import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../../access/access.guard.ts';
import { Audit, Audited } from '../../access/audit.ts';
import { DomainError } from '../../common/domain-error.ts';
import { CLOCK } from '../../common/tokens.ts';
import type { Clock } from '../../common/tokens.ts';
import { ProblemError } from '../../http/problems/problem.ts';
import { readKnown } from '../../http/read-query.ts';
import { describedIn } from '../../openapi/described.ts';
import { decisionView, entriesView, explanationView } from '../../security-log/blocklist/blocklist-view.ts';
import { ENTRIES_QUERY, readDecision } from '../../security-log/blocklist/blocklist.requests.ts';
import { BlocklistService } from '../../security-log/blocklist/blocklist.service.ts';
import { rangeOf } from '../../security-log/blocklist/ranges.ts';
import { SignInFilter } from '../frame/sign-in.filter.ts';
import { DECISION_FORM, RELEASE_FORM } from './blocklist-forms.ts';
import { BLOCKLIST_MESSAGES } from './blocklist-messages.ts';
import { SecurityPageService } from './security-page.service.tsx';
import { BLOCKLIST_PATH } from './security-pages.tokens.ts';
import { BlocklistPage, PAGE } from './templates/blocklist-page.tsx';

const Described = describedIn(() => import('./security-pages.openapi.ts'));

const DAY_MS = 86_400_000;

/** The page of the blocklist, with forms for what people decide. */
@ApiTags('Security log')
@Controller('security/blocklist')
@UseFilters(SignInFilter)
export class BlocklistPagesController {
  constructor(
    private readonly pages: SecurityPageService,
    private readonly blocklist: BlocklistService,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  @Get()
  @Requires('security')
  @Described('getBlocklistPage')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#send(request, reply);
  }

  @Post('decisions')
  @Requires('security')
  @Audited('blocklist-decide')
  @Described('postBlocklistDecisionForm')
  async decide(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#change(request, reply, async () => {
      const { kind, network, reason, days = '' } = DECISION_FORM.safeParse(body ?? {}).data ?? {};
      const until = days === '' ? {} : { until: new Date(this.now() + Number(days) * DAY_MS).toISOString() };
      const decision = readDecision({ kind, network, reason, ...until });
      const decided = await this.blocklist.decide(decision, request.actor?.name ?? '');
      this.audit.record(request, 'blocklist-decide', { ...decisionView(decided) });
    });
  }

  @Post('decisions/:id/end')
  @Requires('security')
  @Audited('blocklist-decision-end')
  @Described('postBlocklistDecisionEndForm')
  async end(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#change(request, reply, async () => {
      const ended = decisionView(await this.blocklist.end(id));
      this.audit.record(request, 'blocklist-decision-end', { ...ended });
    });
  }

  @Post('release')
  @Requires('security')
  @Audited('blocklist-release')
  @Described('postBlocklistReleaseForm')
  async release(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#change(request, reply, async () => {
      const form = RELEASE_FORM.safeParse(body ?? {});
      const released = await this.blocklist.release(form.data?.entries);
      this.audit.record(request, 'blocklist-release', released);
    });
  }

  /** Redirects to the page; what people can put right is shown there. */
  async #change(request: FastifyRequest, reply: FastifyReply, change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (error) {
      const problem = error instanceof DomainError && error.kind !== 'unavailable' ? error : undefined;
      if (problem === undefined && !(error instanceof ProblemError)) throw error;
      const status = problem?.kind === 'conflict' ? 409 : problem?.kind === 'not-found' ? 404 : 400;
      await this.#send(request, reply.code(status), (error as Error).message);
      return;
    }
    await reply.redirect(this.pages.context(request).link(BLOCKLIST_PATH), 303);
  }

  async #send(request: FastifyRequest, reply: FastifyReply, problem?: string): Promise<void> {
    const page = this.pages.context(request);
    const chosen = new URLSearchParams([...page.target.searchParams].filter(([, value]) => value.trim() !== ''));
    const { network, offset } = readKnown(ENTRIES_QUERY, chosen);
    const range = network === undefined ? undefined : rangeOf(network.trim());
    const isAddress = range !== undefined && range.first === range.last;
    const entries = await this.blocklist.entries({ ...(range && { network }), offset, limit: PAGE });
    const [stored, decisions, explained] = await Promise.all([
      this.blocklist.stored(),
      this.blocklist.decisions(),
      isAddress ? this.blocklist.explain(network ?? '') : undefined,
    ]);
    const blocklist = BLOCKLIST_MESSAGES[page.language];
    const body = (
      <BlocklistPage
        page={{ ...page, blocklist }}
        csrfToken={request.cookieCredential?.csrfToken}
        list={entriesView(stored, entries)}
        decisions={decisions.map(decisionView)}
        explanation={explained && explanationView(explained)}
        query={{ network, offset, isKnown: network === undefined || range !== undefined }}
        problem={problem}
      />
    );
    await this.pages.send(request, reply, page, blocklist.title, body);
  }
}
