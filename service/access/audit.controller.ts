import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { parseRequestTarget } from '../http/request-target.ts';
import { readQuery } from '../http/read-query.ts';
import { describedIn } from '../openapi/described.ts';
import { Requires } from './access.guard.ts';
import { ACCESS_STORE } from './access.tokens.ts';
import { AuditLog } from './audit-log.ts';
import { AUDIT_QUERY } from './audit.requests.ts';
import type { AuditPage, AuditQuery } from './audit.requests.ts';
import type { AccessStore, StoredAuditEntry } from './stores/access-store.ts';

const Described = describedIn(() => import('./audit.openapi.ts'));

/** Entries read at a time while looking for those that match a filter. */
const READ = 1000;

/** Entries looked at for one response; the list then continues with `next`. */
const MAX_READ = 20_000;

/** The audit log. */
@ApiTags('Access')
@Controller('api/audit')
export class AuditController {
  constructor(
    @Inject(ACCESS_STORE) private readonly store: AccessStore,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly log: AuditLog,
  ) {}

  @Get()
  @Requires('admin')
  @Described('getAudit')
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = readQuery(AUDIT_QUERY, parseRequestTarget(request.raw.url).searchParams);
    await this.log.flush();
    const { found, next } = await this.#read(query);
    const entries = found.map(({ at, event, actor, credential, resource, requestId, facts }) => ({
      at: new Date(at).toISOString(),
      event,
      actor,
      ...(credential !== undefined && { credential }),
      resource,
      requestId,
      facts,
    }));
    const body: AuditPage = { entries, ...(next !== undefined && { next }) };
    await reply.type('application/json').send(JSON.stringify(body));
  }

  /** The store knows ranges of time; events and actors are matched here. */
  async #read({ from = 0, to = this.now() + 1, before, event, actor, limit }: AuditQuery): Promise<{
    found: StoredAuditEntry[];
    next: string | undefined;
  }> {
    const found: StoredAuditEntry[] = [];
    let last = before;
    for (let read = 0; read < MAX_READ; read += READ) {
      const rows = await this.store.audit({ from, to, before: last, limit: READ });
      for (const row of rows) {
        last = row.id;
        if ((event ?? row.event) !== row.event || (actor ?? row.actor) !== row.actor) continue;
        found.push(row);
        if (found.length === limit) return { found, next: last };
      }
      if (rows.length < READ) return { found, next: undefined };
    }
    return { found, next: last };
  }
}
