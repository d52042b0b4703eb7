import { Inject, Injectable, SetMetadata, UseGuards, applyDecorators } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CsrfError, ForbiddenError, UnauthorizedError } from './access.errors.ts';
import { SCOPE_EXTENSION } from '../openapi/scope-extension.ts';
import { ACCESS, PROTECTED_RESOURCE } from './access.tokens.ts';
import type { Access, Actor, Resource } from './access.ts';
import { Sessions, matchesCsrfToken } from './sessions.ts';
import type { CookieCredential } from './sessions.ts';

const SCOPE = 'kiosque:scope';

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

declare module 'fastify' {
  interface FastifyRequest {
    /** The authenticated actor, set by the guard. */
    actor?: Actor;
    /** The session or device of the request, set by the guard if cookies authenticated it. */
    cookieCredential?: CookieCredential;
  }
}

/**
 * Allows a request if everyone has the scope of the route for the resource of its feature, or if its credential has it: a bearer
 * credential, or a cookie, which unsafe requests must accompany with its CSRF token in the field `csrf` or the header `X-CSRF-Token`.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(PROTECTED_RESOURCE) private readonly resource: Resource,
    @Inject(ACCESS) private readonly access: Access,
    private readonly sessions: Sessions,
  ) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const scope = this.reflector.get<string>(SCOPE, context.getHandler());
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (!this.isOpen(scope)) return this.#admit(request, http.getResponse<FastifyReply>(), scope);
    const { authorization, cookie } = request.headers;
    if (authorization === undefined && cookie === undefined) return true;
    // For the audit log: what is open to everyone is also done by people and devices that are known.
    return this.identify(request).then(
      () => true,
      () => true,
    );
  }

  /** Whether everyone has the scope. */
  isOpen(scope: string): boolean {
    return this.resource.open?.includes(scope) === true;
  }

  /** Sets `request.actor`. @param changes whether the request changes something. @throws UnauthorizedError, ForbiddenError, CsrfError */
  async require(
    request: FastifyRequest,
    scope: string,
    changes = !SAFE_METHODS.includes(request.method),
  ): Promise<void> {
    const actor = await this.identify(request, changes);
    if (actor === undefined)
      throw new UnauthorizedError('A credential is required: sign in, or send it as Authorization: Bearer.');
    if (!actor.allows(scope, this.resource.name)) throw new ForbiddenError(scope, this.resource);
  }

  /**
   * Returns a function that tells whether a request would still be allowed, for streams that outlive a key or a session; undefined
   * if everyone has the scope.
   */
  recheck(request: FastifyRequest, scope: string): (() => Promise<boolean>) | undefined {
    if (this.isOpen(scope)) return undefined;
    return async () => {
      try {
        await this.require(request, scope);
        return true;
      } catch (error) {
        // A storage that does not respond must not close the displays.
        return !(error instanceof UnauthorizedError || error instanceof ForbiddenError);
      }
    };
  }

  /**
   * Sets `request.actor` and returns it; undefined without a credential.
   *
   * @throws UnauthorizedError if the bearer credential is unknown.
   * @throws CsrfError if cookies authenticate a change without their CSRF token.
   */
  async identify(
    request: FastifyRequest,
    changes = !SAFE_METHODS.includes(request.method),
  ): Promise<Actor | undefined> {
    const { authorization, cookie } = request.headers;
    if (authorization === undefined) return await this.#byCookie(request, cookie, changes);
    const credential = /^Bearer ([\w.~+/=-]{16,8192})$/i.exec(authorization)?.[1];
    const actor = credential === undefined ? undefined : await this.access.identify(credential);
    if (actor === undefined) throw new UnauthorizedError('The credential is unknown or no longer valid.');
    request.actor = actor;
    return actor;
  }

  async #admit(request: FastifyRequest, reply: FastifyReply, scope: string): Promise<true> {
    await this.require(request, scope);
    await this.renew(request, reply);
    return true;
  }

  async #byCookie(request: FastifyRequest, cookie: string | undefined, changes: boolean): Promise<Actor | undefined> {
    const credential = await this.sessions.identify(cookie);
    if (credential === undefined) return undefined;
    if (changes && !matchesCsrfToken(credential.csrfToken, csrfTokenIn(request))) throw new CsrfError();
    request.actor = credential.actor;
    request.cookieCredential = credential;
    return credential.actor;
  }

  /** Extends the session that authenticated a request, if there is one. */
  async renew({ cookieCredential }: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (cookieCredential?.session === undefined) return;
    const cookie = await this.sessions.renew(cookieCredential.session);
    if (cookie !== undefined) reply.header('Set-Cookie', cookie);
  }
}

/** Requires a scope for the route. */
export function Requires(scope: string): MethodDecorator {
  return applyDecorators(SetMetadata(SCOPE, scope), UseGuards(AccessGuard), ApiExtension(SCOPE_EXTENSION, scope));
}

function csrfTokenIn({ headers, body }: FastifyRequest): unknown {
  const isForm = typeof body === 'object' && body !== null && 'csrf' in body;
  return headers['x-csrf-token'] ?? (isForm ? body.csrf : undefined);
}
