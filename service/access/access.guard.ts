import { Inject, Injectable, SetMetadata, UseGuards, applyDecorators } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../common/domain-error.ts';
import { ACCESS, PROTECTED_RESOURCE } from './access.tokens.ts';
import type { Access, Actor, Resource } from './access.ts';

const SCOPE = 'kiosque:scope';

declare module 'fastify' {
  interface FastifyRequest {
    /** The authenticated actor, set by the guard. */
    actor?: Actor;
  }
}

/** Allows a request if its bearer credential has the scope of the route for the resource of its feature. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(PROTECTED_RESOURCE) private readonly resource: Resource,
    @Inject(ACCESS) private readonly access: Access,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const scope = this.reflector.get<string>(SCOPE, context.getHandler());
    await this.require(context.switchToHttp().getRequest<FastifyRequest>(), scope);
    return true;
  }

  /** Sets `request.actor`. @throws DomainError without a valid credential, or if it does not have the scope. */
  async require(request: FastifyRequest, scope: string): Promise<void> {
    const actor = await this.identify(request);
    if (actor === undefined)
      throw new DomainError('unauthenticated', 'A credential is required: send it as Authorization: Bearer.');
    const { kind, name } = this.resource;
    if (!actor.allows(scope, name)) {
      const reason = `The credential does not have the scope "${scope}" for the ${kind} "${name}": ask whoever issued it.`;
      throw new DomainError('forbidden', reason);
    }
    request.actor = actor;
  }

  /** Returns the actor; undefined without a credential. @throws DomainError if the credential is unknown. */
  async identify({ headers }: FastifyRequest): Promise<Actor | undefined> {
    const { authorization } = headers;
    if (authorization === undefined) return undefined;
    const credential = /^Bearer ([\w.~+/=-]{16,8192})$/i.exec(authorization)?.[1];
    const actor = credential === undefined ? undefined : await this.access.identify(credential);
    if (actor === undefined) throw new DomainError('unauthenticated', 'The credential is unknown or no longer valid.');
    return actor;
  }
}

/** Requires a scope for the route. */
export function Requires(scope: string): MethodDecorator {
  return applyDecorators(SetMetadata(SCOPE, scope), UseGuards(AccessGuard), ApiBearerAuth('credential'));
}
