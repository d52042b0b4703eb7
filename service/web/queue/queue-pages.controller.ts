import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PAGE_HEADERS, removeCorsHeaders } from '../../http/security-headers.ts';
import { BASE_PATH } from '../../common/tokens.ts';
import { describedIn } from '../../openapi/described.ts';
import { AccessGuard, Requires } from '../../access/access.guard.ts';
import { Audit, Audited } from '../../access/audit.ts';
import { Signer } from '../../ticket-queue/signer.ts';
import { auditedTicket } from '../../ticket-queue/representations/views.ts';
import { TicketRateLimit } from '../../ticket-queue/ticket-rate-limit.ts';
import type { PlacedTicket } from '../../ticket-queue/stores/ticket-store.ts';
import { TicketQueueService } from '../../ticket-queue/ticket-queue.service.ts';
import { Accounts } from '../frame/accounts.ts';
import { kioskRefresh } from '../frame/kiosk.ts';
import { pageRequest } from '../frame/page-request.ts';
import { SignInFilter } from '../frame/sign-in.filter.ts';
import type { WebConfig } from '../frame/web.config.ts';
import { WEB_CONFIG } from '../frame/web.tokens.ts';
import { QueuePageService } from './queue-page.service.tsx';
import type { QueuePageRequest } from './queue-page.service.tsx';

const Described = describedIn(() => import('./queue-pages.openapi.ts'));

/** The pages of the queue, under its path. They must not be cached. */
@ApiTags('Pages')
@Controller()
@UseFilters(SignInFilter)
export class QueuePagesController {
  constructor(
    private readonly pages: QueuePageService,
    private readonly queue: TicketQueueService,
    private readonly audit: Audit,
    private readonly signer: Signer,
    private readonly rate: TicketRateLimit,
    private readonly accounts: Accounts,
    private readonly guard: AccessGuard,
    @Inject(WEB_CONFIG) private readonly config: WebConfig,
  ) {}

  @Get()
  @Requires('take')
  @Described('getTakeTicketPage')
  async take(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#send(request, reply, (wanted) => this.pages.take(wanted));
  }

  @Post('take')
  @Requires('take')
  @Audited('take')
  @Described('postTakeTicketForm')
  async taken(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const placed = await this.#take(body, request);
    if (placed !== undefined) await this.#redirect(request, reply, placed.ticket.token);
    else await this.#send(request, reply.code(403), (wanted) => this.pages.take(wanted, true));
  }

  @Get('kiosk')
  @Requires('take')
  @Described('getKioskPage')
  async kiosk(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#send(request, reply, (wanted) => this.pages.kiosk(wanted));
  }

  /** Responds with the number instead of a redirect, so that the next visitor cannot open this ticket. */
  @Post('kiosk')
  @HttpCode(200)
  @Requires('take')
  @Audited('take')
  @Described('postKioskForm')
  async kioskTaken(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const placed = await this.#take(body, request);
    if (placed === undefined) {
      await this.#send(request, reply.code(403), (wanted) => this.pages.kiosk(wanted, true));
      return;
    }
    reply.header('Refresh', kioskRefresh(`/${this.queue.name}/kiosk${this.#chosenLanguage(request)}`));
    await this.#send(request, reply, (wanted) => this.pages.kioskTicket(wanted, placed));
  }

  @Get('tickets/:token')
  @Described('getMyTicketPage')
  async ticket(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#send(request, reply, (wanted) => this.pages.ticket(wanted, token));
  }

  @Post('tickets/:token/cancel')
  @Audited('cancel')
  @Described('postCancelTicketForm')
  async cancel(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.guard.identify(request, false).catch(() => undefined);
    const ticket = await this.queue.move(token, 'cancel');
    this.audit.record(request, 'cancel', auditedTicket(ticket));
    await this.#redirect(request, reply, token);
  }

  @Get('display')
  @Requires('read')
  @Described('getDisplayPage')
  async display(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#send(request, reply, (wanted) => this.pages.display(wanted));
  }

  @Get('desk')
  @Requires('desk')
  @Described('getDeskPage')
  async desk(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#send(request, reply, (wanted) => this.pages.desk(wanted));
  }

  @Get('supervisor')
  @Requires('supervisor')
  @Described('getSupervisorPage')
  async supervisor(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#send(request, reply, (wanted) => this.pages.supervisor(wanted));
  }

  /** Issues a ticket for a submitted form; returns undefined if the form has expired or is not from this queue. */
  async #take(body: unknown, request: FastifyRequest): Promise<PlacedTicket | undefined> {
    await this.rate.check(request);
    const { key, priority } = (body ?? {}) as Readonly<Record<string, unknown>>;
    const nonce = typeof key === 'string' ? await this.signer.verify('take', key) : undefined;
    if (nonce === undefined) return undefined;
    const placed = await this.queue.issue(typeof priority === 'string' ? priority : '', `form ${nonce}`);
    this.audit.record(request, 'take', auditedTicket(placed.ticket));
    return placed;
  }

  async #send(
    request: FastifyRequest,
    reply: FastifyReply,
    draw: (wanted: QueuePageRequest) => string | Promise<string>,
  ): Promise<void> {
    const page = pageRequest(request, '', this.config.WEB_DEFAULT_LANGUAGE);
    const wanted = {
      ...page,
      account: this.accounts.of(request, page.language),
      csrfToken: request.cookieCredential?.csrfToken,
      mayFollow: this.guard.isOpen('read') || request.actor?.allows('read', this.queue.name) === true,
    };
    const html = await draw(wanted);
    removeCorsHeaders(reply);
    reply.headers({ ...PAGE_HEADERS, 'Content-Language': wanted.language, Vary: 'Accept-Language, Cookie' });
    await reply.type('text/html; charset=utf-8').send(html);
  }

  async #redirect(request: FastifyRequest, reply: FastifyReply, token: string): Promise<void> {
    const address = `/${this.queue.name}/tickets/${encodeURIComponent(token)}`;
    await reply.redirect(address + this.#chosenLanguage(request), 303);
  }

  /** Returns the query that preserves the chosen language; empty if none was chosen. */
  #chosenLanguage(request: FastifyRequest): string {
    const { negotiated, language } = pageRequest(request, '', this.config.WEB_DEFAULT_LANGUAGE);
    return negotiated ? '' : `?lang=${language}`;
  }
}

/** Redirects from the queue's path to the API description, if it is elsewhere. */
@ApiTags('Ticket queue (classic)')
@Controller()
export class QueueDocsController {
  constructor(@Inject(BASE_PATH) private readonly basePath: string) {}

  @Get('docs')
  @Described('getQueueDocs')
  async docs(@Res() reply: FastifyReply): Promise<void> {
    await reply.redirect(`${this.basePath}/docs`, 302);
  }
}

/** Redirects to the queue, in a process that serves nothing else. */
@ApiTags('Pages')
@Controller()
export class QueueRootController {
  constructor(private readonly queue: TicketQueueService) {}

  @Get()
  @Described('getRoot')
  async root(@Res() reply: FastifyReply): Promise<void> {
    await reply.redirect(`/${this.queue.name}`, 302);
  }
}
