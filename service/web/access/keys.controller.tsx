import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { Requires } from '../../access/access.guard.ts';
import { AnyAccess } from '../../access/access.ts';
import type { Access } from '../../access/access.ts';
import { ACCESS } from '../../access/access.tokens.ts';
import { ApiKeys } from '../../access/api-keys.ts';
import { Audit, Audited } from '../../access/audit.ts';
import { KeyRegistry } from '../../access/key-registry.ts';
import type { IssuedKey, KeyRequest } from '../../access/key-registry.ts';
import { ManagedKeys } from '../../access/managed-keys.ts';
import { BASE_PATH, CLOCK } from '../../common/tokens.ts';
import type { Clock } from '../../common/tokens.ts';
import { describedIn } from '../../openapi/described.ts';
import { SignInFilter } from '../frame/sign-in.filter.ts';
import { AccessPageService } from './access-page.service.tsx';
import { KeysPage } from './templates/keys-page.tsx';

const Described = describedIn(() => import('./access-pages.openapi.ts'));

/** What the page's form sends; {@link KeyRegistry} checks the values. */
const KEY_FORM = z.object({
  name: z.string(),
  scopes: z.preprocess((given) => [given ?? []].flat(), z.array(z.string())),
  queues: z
    .string()
    .default('')
    .transform((list) => list.split(/[\s,]+/).filter((name) => name !== ''))
    .pipe(z.array(z.string().regex(/^[a-z][a-z\d-]{0,31}$/)).max(100)),
  days: z
    .string()
    .regex(/^\d{0,4}$/)
    .default('')
    .transform((days) => (days === '' ? undefined : Number(days))),
});

/** Lists, creates, rotates and revokes keys. */
@ApiTags('Access')
@Controller('keys')
@UseFilters(SignInFilter)
export class KeysController {
  constructor(
    private readonly pages: AccessPageService,
    private readonly registry: KeyRegistry,
    private readonly managed: ManagedKeys,
    private readonly audit: Audit,
    @Inject(ACCESS) private readonly access: Access,
    @Inject(BASE_PATH) private readonly basePath: string,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  @Get()
  @Requires('admin')
  @Described('getKeysPage')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, {});
  }

  /** Responds with the page, because a redirect would have to carry the key. */
  @Post()
  @HttpCode(200)
  @Requires('admin')
  @Audited('key-create')
  @Described('postKey')
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = KEY_FORM.safeParse(body ?? {});
    const wanted = form.success ? toRequest(form.data) : undefined;
    if (wanted === undefined || this.registry.problemOf(wanted) !== undefined) {
      await this.#page(request, reply.code(400), { invalid: true });
      return;
    }
    const issued = await this.registry.create(wanted, request.actor?.name ?? '');
    this.#changed(request, 'key-create', issued.entry);
    await this.#page(request, reply, { issued });
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @Requires('admin')
  @Audited('key-rotate')
  @Described('postKeyRotation')
  async rotate(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const issued = await this.registry.rotate(id, request.actor?.name ?? '');
    this.#changed(request, 'key-rotate', issued.entry, { replaces: id });
    await this.#page(request, reply, { issued });
  }

  @Post(':id/revoke')
  @HttpCode(303)
  @Requires('admin')
  @Audited('key-revoke')
  @Described('postKeyRevocation')
  async revoke(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.#changed(request, 'key-revoke', await this.registry.revoke(id));
    await reply.redirect(this.pages.context(request).link(`${this.basePath}/keys`), 303);
  }

  #changed(
    request: FastifyRequest,
    event: string,
    { id, name, scopes, only, expiresAt }: IssuedKey['entry'],
    facts: Readonly<Record<string, unknown>> = {},
  ): void {
    this.managed.expire();
    this.audit.record(request, event, { key: id, name, scopes, only, expiresAt, ...facts });
  }

  async #page(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: { readonly issued?: IssuedKey; readonly invalid?: boolean },
  ): Promise<void> {
    const file = this.access instanceof AnyAccess ? this.access.find(ApiKeys) : undefined;
    const keys = await this.registry.list(file);
    const common = { keys, scopes: this.registry.scopes, now: this.now(), ...shown };
    await this.pages.send(request, reply, (page, account) => ({
      title: page.texts.keysTitle,
      body: <KeysPage page={page} csrfToken={account?.csrfToken} {...common} />,
    }));
  }
}

function toRequest({ queues, ...rest }: z.infer<typeof KEY_FORM>): KeyRequest {
  return { ...rest, only: queues.length === 0 ? {} : { queue: queues } };
}
