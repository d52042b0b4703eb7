import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignInError } from '../../access/access.errors.ts';
import { AccessGuard } from '../../access/access.guard.ts';
import type { Access } from '../../access/access.ts';
import { ACCESS, ACCESS_STORE, SIGN_IN } from '../../access/access.tokens.ts';
import { Audit, Audited } from '../../access/audit.ts';
import { Devices } from '../../access/devices.ts';
import { ManagedKeys } from '../../access/managed-keys.ts';
import { SealedCookies } from '../../access/sealed-cookies.ts';
import { Sessions, isDevice } from '../../access/sessions.ts';
import type { SessionOwner } from '../../access/sessions.ts';
import type { PendingSignIn, SignIn } from '../../access/sign-in.ts';
import type { AccessStore } from '../../access/stores/access-store.ts';
import { BASE_PATH, CLOCK } from '../../common/tokens.ts';
import type { Clock } from '../../common/tokens.ts';
import { parseRequestTarget } from '../../http/request-target.ts';
import { ProblemError } from '../../http/problems/problem.ts';
import { describedIn } from '../../openapi/described.ts';
import { AccessPageService } from './access-page.service.tsx';
import { returnPath } from './return-path.ts';
import { LeavingPage, SignInPage } from './templates/sign-in-page.tsx';

const Described = describedIn(() => import('./access-pages.openapi.ts'));

/** How long a person may take at the provider. */
const PENDING_MS = 600_000;

/** Signs people in and out: at the provider, or with a key if there is none. */
@ApiTags('Access')
@Controller()
export class SignInController {
  constructor(
    private readonly pages: AccessPageService,
    private readonly sessions: Sessions,
    private readonly guard: AccessGuard,
    private readonly audit: Audit,
    private readonly devices: Devices,
    private readonly cookies: SealedCookies,
    private readonly managed: ManagedKeys,
    @Inject(SIGN_IN) private readonly provider: SignIn | undefined,
    @Inject(ACCESS) private readonly access: Access,
    @Inject(ACCESS_STORE) private readonly store: AccessStore,
    @Inject(BASE_PATH) private readonly basePath: string,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  @Get('sign-in')
  @Described('getSignInPage')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.guard.identify(request);
    await this.#page(request, reply, false);
  }

  /** Starts a session with a key; people with accounts use the provider. */
  @Post('sign-in')
  @HttpCode(303)
  @Audited('sign-in', 'sign-in-refused')
  @Described('postSignIn')
  async withKey(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (this.provider !== undefined)
      throw new ProblemError('not-found', 'People sign in at the provider: open /sign-in.');
    const { key, return_to: returnTo } = (body ?? {}) as Readonly<Record<string, unknown>>;
    const actor = typeof key === 'string' && key.length <= 8192 ? await this.access.identify(key) : undefined;
    if (actor === undefined || isDevice(actor) || typeof key !== 'string') {
      this.audit.record(request, 'sign-in-refused', { reason: 'unknown key' });
      await this.#page(request, reply.code(403), true, returnTo);
      return;
    }
    request.actor = actor;
    await this.#start(request, reply, { key }, returnPath(returnTo, this.#home));
  }

  /** Sends the browser to the provider. */
  @Get('sign-in/start')
  @Described('getSignInStart')
  async start(@Query('return_to') returnTo: unknown, @Res() reply: FastifyReply): Promise<void> {
    const { location, pending } = await this.#required.begin(returnPath(returnTo, this.#home));
    const expiresAt = this.now() + PENDING_MS;
    const sealed = await this.cookies.seal('sign-in', { pending }, expiresAt);
    reply.header('Set-Cookie', this.sessions.cookie('sign-in', sealed, PENDING_MS / 1000));
    await reply.redirect(location, 302);
  }

  /** Where the provider sends the browser back to. */
  @Get('sign-in/callback')
  @Audited('sign-in', 'sign-in-refused')
  @Described('getSignInCallback')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const sealed = this.sessions.read(request.headers.cookie, 'sign-in');
    const opened = sealed === undefined ? undefined : await this.cookies.open('sign-in', sealed, this.now());
    // An answer is accepted once: a replayed one finds no cookie.
    reply.header('Set-Cookie', this.sessions.cookie('sign-in', '', 0));
    try {
      if (opened === undefined) throw new SignInError('this browser did not start it, or took more than ten minutes');
      const pending = opened['pending'] as PendingSignIn;
      const { searchParams } = parseRequestTarget(request.raw.url);
      const owner = await this.#required.complete(`?${searchParams.toString()}`, pending);
      await this.#start(request, reply, owner, pending.returnTo);
    } catch (error) {
      // Anyone can send a callback that no browser of this service started: it is not worth an entry.
      if (error instanceof SignInError && opened !== undefined)
        this.audit.record(request, 'sign-in-refused', { reason: error.reason });
      throw error;
    }
  }

  /** Ends the session here, then at the provider. */
  @Post('sign-out')
  @HttpCode(200)
  @Audited('sign-out')
  @Described('postSignOut')
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.guard.identify(request);
    // First, so that the person is signed out here even if the store does not respond.
    reply.header('Set-Cookie', this.sessions.cookie('session', '', 0));
    const session = request.cookieCredential?.session;
    if (session !== undefined) {
      await this.store.endSession(session.id, this.sessions.endOf(session));
      this.managed.expire();
      this.audit.record(request, 'sign-out', {});
      delete request.cookieCredential;
    }
    const location = session !== undefined && 'subject' in session.owner ? await this.#endSession() : undefined;
    if (location === undefined) {
      await reply.redirect(`${this.basePath}/sign-in?signed_out=1`, 303);
      return;
    }
    await this.pages.send(request, reply, (page) => ({
      title: page.texts.signedOut,
      body: <LeavingPage page={page} location={location} />,
      // Not a redirect: the content security policy lets forms lead only to this site.
      refresh: `0;url=${location}`,
    }));
  }

  get #home(): string {
    return this.devices.kinds[0] === undefined ? `${this.basePath}/` : `/${this.devices.kinds[0].resource.name}/desk`;
  }

  /** @throws ProblemError if no provider is configured. */
  get #required(): SignIn {
    if (this.provider === undefined)
      throw new ProblemError('not-found', 'No provider is configured: set OIDC_CLIENT_ID.');
    return this.provider;
  }

  async #start(request: FastifyRequest, reply: FastifyReply, owner: SessionOwner, returnTo: string): Promise<void> {
    const { cookie, actor } = await this.sessions.start(owner);
    if (actor !== undefined) request.actor = actor;
    this.audit.record(request, 'sign-in', {});
    const set = reply.getHeader('Set-Cookie');
    reply.header(
      'Set-Cookie',
      [set, cookie].flat().filter((one) => one !== undefined),
    );
    await reply.redirect(returnTo, 303);
  }

  /** A provider that does not respond must not keep people from signing out here. */
  async #endSession(): Promise<string | undefined> {
    return await this.provider?.endSession().catch(() => undefined);
  }

  async #page(request: FastifyRequest, reply: FastifyReply, refused: boolean, returnTo?: unknown): Promise<void> {
    const { searchParams } = parseRequestTarget(request.raw.url);
    await this.pages.send(request, reply, (page, account) => ({
      title: page.texts.signInTitle,
      body: (
        <SignInPage
          page={page}
          hasProvider={this.provider !== undefined}
          returnTo={returnPath(returnTo ?? searchParams.get('return_to'), this.#home)}
          account={account}
          refused={refused}
          signedOut={searchParams.has('signed_out')}
          hasDevices={this.devices.kinds.length > 0}
        />
      ),
    }));
  }
}
