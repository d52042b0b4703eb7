import { Inject, Injectable, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SERVER_CONFIG } from '../common/tokens.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { clientAddress } from '../http/client-address.ts';
import { PROTECTED_RESOURCE } from './access.tokens.ts';
import type { Resource } from './access.ts';
import { AuditLog } from './audit-log.ts';

/** Metadata of a route: the names of the events it records. */
export const AUDITED = 'kiosque:audited';

/** Declares the events of the catalogue that a route records; every route that changes something must declare some. */
export function Audited(...events: readonly string[]): MethodDecorator {
  return SetMetadata(AUDITED, events);
}

/** Records who did what to the resource of a feature. */
@Injectable()
export class Audit {
  constructor(
    private readonly log: AuditLog,
    @Inject(PROTECTED_RESOURCE) private readonly resource: Resource,
    @Inject(SERVER_CONFIG) private readonly config: ServerConfig,
  ) {}

  /** @param event of the catalogue, such as `call`. @param facts details, without secrets. */
  record({ actor, id, raw }: FastifyRequest, event: string, facts: Readonly<Record<string, unknown>>): void {
    const { kind, name } = this.resource;
    this.log.append({
      event,
      actor: actor?.name ?? `holder:${clientAddress(raw, this.config.TRUSTED_PROXIES)}`,
      ...(actor !== undefined && { credential: actor.credential }),
      resource: { kind, name },
      requestId: id,
      facts,
    });
  }
}
