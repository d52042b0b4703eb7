import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExtension, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ForbiddenError,
  KeyNotFoundError,
  PairingNotFoundError,
  UnauthorizedError,
} from '../../access/access.errors.ts';
import { AccessGuard } from '../../access/access.guard.ts';
import type { Actor } from '../../access/access.ts';
import { Audit, Audited } from '../../access/audit.ts';
import { Devices } from '../../access/devices.ts';
import { KEY_NAME, KeyRegistry } from '../../access/key-registry.ts';
import { ManagedKeys } from '../../access/managed-keys.ts';
import type { Pairing } from '../../access/stores/access-store.ts';
import { BASE_PATH } from '../../common/tokens.ts';
import { describedIn } from '../../openapi/described.ts';
import { ProblemError } from '../../http/problems/problem.ts';
import { SCOPE_EXTENSION } from '../../openapi/scope-extension.ts';
import { SignInFilter } from '../frame/sign-in.filter.ts';
import type { AccessMessages } from './access-messages.ts';
import { AccessPageService } from './access-page.service.tsx';
import { DevicesPage } from './templates/devices-page.tsx';

const Described = describedIn(() => import('./access-pages.openapi.ts'));

type Body = Readonly<Record<string, unknown>> | undefined;

/** Pairs and revokes devices. People may do it for the kinds that their scopes approve. */
@ApiTags('Access')
@ApiExtension(SCOPE_EXTENSION, 'approver')
@Controller('devices')
@UseFilters(SignInFilter)
export class DevicesController {
  constructor(
    private readonly pages: AccessPageService,
    private readonly devices: Devices,
    private readonly registry: KeyRegistry,
    private readonly managed: ManagedKeys,
    private readonly guard: AccessGuard,
    private readonly audit: Audit,
    @Inject(BASE_PATH) private readonly basePath: string,
  ) {}

  @Get()
  @Described('getDevicesPage')
  async show(@Query('done') done: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const actor = await this.#approver(request, reply);
    const notice = done === 'paired' || done === 'revoked' ? done : undefined;
    await this.#page(request, reply, { actor, notice });
  }

  /** Shows the device that waits with the code, before anything is confirmed. */
  @Post('check')
  @HttpCode(200)
  @Audited('device-check')
  @Described('postDeviceCheck')
  async check(@Body() body: Body, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const actor = await this.#approver(request, reply);
    const code = typeof body?.['code'] === 'string' ? body['code'].slice(0, 40) : '';
    const pairing = await this.#find(code, actor);
    this.audit.record(request, 'device-check', { found: pairing !== undefined });
    await this.#page(request, pairing === undefined ? reply.code(404) : reply, {
      actor,
      pairing,
      notice: pairing === undefined ? 'unknownCode' : undefined,
    });
  }

  @Post()
  @HttpCode(303)
  @Audited('device-pair')
  @Described('postDevice')
  async confirm(@Body() body: Body, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const actor = await this.#approver(request, reply);
    const { code, name } = body ?? {};
    if (typeof name !== 'string' || !KEY_NAME.pattern.test(name))
      throw new ProblemError('invalid-request', `The name of a device must have ${KEY_NAME.rule}.`);
    if (typeof code !== 'string' || (await this.#find(code, actor)) === undefined) throw new PairingNotFoundError();
    const { id, scopes, only } = await this.devices.confirm(code, name, actor);
    this.managed.expire();
    this.audit.record(request, 'device-pair', { key: id, name, scopes, only });
    await this.#redirect(request, reply, 'paired');
  }

  @Post(':id/revoke')
  @HttpCode(303)
  @Audited('device-revoke')
  @Described('postDeviceRevocation')
  async revoke(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const actor = await this.#approver(request, reply);
    const device = await this.registry.find(id);
    if (device.kind !== 'device' || !this.devices.mayRevoke(actor, device)) throw new KeyNotFoundError(id);
    await this.registry.revoke(id);
    this.managed.expire();
    this.audit.record(request, 'device-revoke', { key: id, name: device.name, only: device.only });
    await this.#redirect(request, reply, 'revoked');
  }

  /** @throws UnauthorizedError, ForbiddenError if the request may approve no kind of device. */
  async #approver(request: FastifyRequest, reply: FastifyReply): Promise<Actor> {
    const actor = await this.guard.identify(request);
    await this.guard.renew(request, reply);
    if (actor === undefined) throw new UnauthorizedError('A credential is required: sign in.');
    const [kind] = this.devices.kinds;
    if (this.devices.kinds.some(({ approver, resource }) => actor.allows(approver, resource.name))) return actor;
    if (kind === undefined) throw new ProblemError('not-found', 'This process has no kinds of devices.');
    throw new ForbiddenError(kind.approver, kind.resource);
  }

  async #find(code: string, actor: Actor): Promise<Pairing | undefined> {
    try {
      const pairing = await this.devices.find(code);
      return this.devices.mayConfirm(actor, pairing) ? pairing : undefined;
    } catch (error) {
      if (error instanceof PairingNotFoundError) return undefined;
      throw error;
    }
  }

  async #redirect(request: FastifyRequest, reply: FastifyReply, done: string): Promise<void> {
    await reply.redirect(this.pages.context(request).link(`${this.basePath}/devices`, { done }), 303);
  }

  async #page(
    request: FastifyRequest,
    reply: FastifyReply,
    {
      actor,
      pairing,
      notice,
    }: {
      readonly actor: Actor;
      readonly pairing?: Pairing | undefined;
      readonly notice: (keyof AccessMessages & ('paired' | 'revoked' | 'unknownCode')) | undefined;
    },
  ): Promise<void> {
    const devices = await this.devices.list(actor);
    const kind = this.devices.kind(pairing?.device);
    const found = pairing === undefined || kind === undefined ? undefined : { pairing, kind };
    await this.pages.send(request, reply, (page, account) => ({
      title: page.texts.devicesTitle,
      body: (
        <DevicesPage
          page={page}
          csrfToken={account?.csrfToken}
          devices={devices}
          found={found}
          notice={notice === undefined ? undefined : page.texts[notice]}
        />
      ),
    }));
  }
}
