import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { LOGGER } from '../common/tokens.ts';
import { PROTECTED_RESOURCE } from './access.tokens.ts';
import type { Resource } from './access.ts';

/** One line in the log for each thing that somebody did with a credential, or by holding an address that only they know. */
@Injectable()
export class Audit {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(PROTECTED_RESOURCE) private readonly resource: Resource,
  ) {}

  /** @param action such as `call`; `facts` say to what and how, and hold no secret. */
  record({ actor, id, ip }: FastifyRequest, action: string, facts: Readonly<Record<string, unknown>>): void {
    const { kind, name } = this.resource;
    const who = actor?.name ?? `holder:${ip}`;
    this.logger.info({ audit: { action, [kind]: name, ...facts, actor: who }, requestId: id }, 'audit');
  }
}
