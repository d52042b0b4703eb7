import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../../access/access.ts';
import { ACCESS } from '../../access/access.tokens.ts';
import { Audit, Audited } from '../../access/audit.ts';
import { Devices, PAIRING_MINUTES } from '../../access/devices.ts';
import { SealedCookies } from '../../access/sealed-cookies.ts';
import { Sessions } from '../../access/sessions.ts';
import { BASE_PATH, CLOCK, SERVER_CONFIG } from '../../common/tokens.ts';
import type { Clock } from '../../common/tokens.ts';
import type { ServerConfig } from '../../config/server.config.ts';
import { clientAddress } from '../../http/client-address.ts';
import { ProblemError } from '../../http/problems/problem.ts';
import { describedIn } from '../../openapi/described.ts';
import { AccessPageService } from './access-page.service.tsx';
import { PairPage } from './templates/pair-page.tsx';

const Described = describedIn(() => import('./access-pages.openapi.ts'));

/** How often the page of a waiting device is loaded again (RFC 8628, section 3.2: 5 seconds). */
const POLL_SECONDS = 5;

/** A device that waits: what its cookie says besides the key. */
interface Waiting {
  readonly code: string;
  readonly path: string;
}

/** The pages of a device that is being paired. The device needs no keyboard, and its page no script. */
@ApiTags('Access')
@Controller('pair')
export class PairController {
  constructor(
    private readonly pages: AccessPageService,
    private readonly devices: Devices,
    private readonly sessions: Sessions,
    private readonly cookies: SealedCookies,
    private readonly audit: Audit,
    @Inject(ACCESS) private readonly access: Access,
    @Inject(SERVER_CONFIG) private readonly server: ServerConfig,
    @Inject(BASE_PATH) private readonly basePath: string,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Shows the kinds of devices, the code of this device or, as soon as a person confirmed it, leads to its page. */
  @Get()
  @Described('getPairPage')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const waiting = await this.#waiting(request);
    const key = this.sessions.read(request.headers.cookie, 'device');
    if (waiting !== undefined && key !== undefined && (await this.access.identify(key)) !== undefined) {
      reply.header('Set-Cookie', this.sessions.cookie('pairing', '', 0));
      await reply.redirect(waiting.path, 303);
      return;
    }
    await this.#page(request, reply, waiting?.code);
  }

  @Post()
  @HttpCode(200)
  @Audited('device-request')
  @Described('postPairing')
  async request(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const name = (body as Readonly<Record<string, unknown>> | undefined)?.['kind'];
    const kind = this.devices.kind(name);
    if (kind === undefined) {
      const known = this.devices.kinds.map((one) => one.name).join(', ');
      throw new ProblemError(
        'invalid-request',
        `Unknown kind of device ${JSON.stringify(name)}: allowed are ${known}.`,
      );
    }
    const address = clientAddress(request.raw, this.server.TRUSTED_PROXIES);
    const userAgent = request.headers['user-agent'] ?? '';
    const { key, pairing } = await this.devices.request(kind, { address, userAgent });
    this.audit.record(request, 'device-request', { device: kind.name, [kind.resource.kind]: kind.resource.name });
    const waiting: Waiting = { code: pairing.code, path: kind.path };
    const sealed = await this.cookies.seal('pairing', { waiting }, pairing.expiresAt);
    reply.header('Set-Cookie', [
      this.sessions.deviceCookie(key),
      this.sessions.cookie('pairing', sealed, PAIRING_MINUTES * 60),
    ]);
    await reply.redirect(this.pages.context(request).link(`${this.basePath}/pair`), 303);
  }

  async #waiting(request: FastifyRequest): Promise<Waiting | undefined> {
    const sealed = this.sessions.read(request.headers.cookie, 'pairing');
    const opened = sealed === undefined ? undefined : await this.cookies.open('pairing', sealed, this.now());
    return opened?.['waiting'] as Waiting | undefined;
  }

  async #page(request: FastifyRequest, reply: FastifyReply, code: string | undefined): Promise<void> {
    const devicesAddress = `${this.server.PUBLIC_URL ?? ''}${this.basePath}/devices`;
    await this.pages.send(request, reply, (page) => ({
      title: code === undefined ? page.texts.pairTitle : page.texts.yourCode,
      body: <PairPage page={page} kinds={this.devices.kinds} code={code} devicesAddress={devicesAddress} />,
      refresh: code === undefined ? undefined : `${String(POLL_SECONDS)};url=${page.own('/pair')}`,
    }));
  }
}
