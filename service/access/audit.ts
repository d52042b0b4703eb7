import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { LOGGER } from '../common/tokens.ts';
import { PROTECTED_RESOURCE } from './access.tokens.ts';
import type { Resource } from './access.ts';

/** Writes one log line for each action performed with a credential or a secret URL. */
@Injectable()
export class Audit {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(PROTECTED_RESOURCE) private readonly resource: Resource,
  ) {}

  /** @param action such as `call`. @param facts details of the action, without secrets. */
  record({ actor, id, ip }: FastifyRequest, action: string, facts: Readonly<Record<string, unknown>>): void {
    const { kind, name } = this.resource;
    const who = actor?.name ?? `holder:${ip}`;
    this.logger.info({ audit: { action, [kind]: name, ...facts, actor: who }, requestId: id }, 'audit');
  }
}
