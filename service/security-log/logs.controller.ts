import { createHash } from 'node:crypto';
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Requires } from '../access/access.guard.ts';
import { Audit, Audited } from '../access/audit.ts';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { InvalidParameter, ProblemError } from '../http/problems/problem.ts';
import { readQuery } from '../http/read-query.ts';
import { parseRequestTarget } from '../http/request-target.ts';
import { describedIn } from '../openapi/described.ts';
import { LOG_FORMATS } from './formats/formats.ts';
import type { LineQueue } from './line-queue/line-queue.ts';
import { LineRateLimit } from './line-rate-limit.ts';
import { LOGS_QUERY, MAX_LOGS_BYTES, NDJSON, readJsonLines, readLines, readLogsKey } from './logs.requests.ts';
import { isRefusal } from './security-log.errors.ts';
import { SecurityLogMetrics } from './security-log.metrics.ts';
import { LINE_QUEUE } from './security-log.tokens.ts';

const Described = describedIn(() => import('./security-log.openapi.ts'));

/** How often the audit log tells that a key sends lines of an origin. */
const AUDIT_MS = 3_600_000;

const FORMATS: readonly string[] = LOG_FORMATS.map(({ name }) => name);

/** Receives log lines. */
@ApiTags('Security log')
@Controller('api/logs')
export class LogsController implements OnModuleInit {
  readonly #audited = new LRUCache<string, number>({ max: 1000 });

  constructor(
    @Inject(LINE_QUEUE) private readonly queue: LineQueue,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly rate: LineRateLimit,
    private readonly metrics: SecurityLogMetrics,
    private readonly audit: Audit,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addContentTypeParser(NDJSON, { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
  }

  @Post()
  @HttpCode(202)
  @RouteConfig({ bodyLimit: MAX_LOGS_BYTES })
  @Requires('logs')
  @Audited('logs-append')
  @Described('postLogs')
  async append(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { source, format } = readQuery(LOGS_QUERY, parseRequestTarget(request.raw.url).searchParams);
    if (format !== undefined && !FORMATS.includes(format))
      throw new InvalidParameter('format', `must be one of ${FORMATS.join(', ')}`);
    const key = readLogsKey(request.headers['idempotency-key']);
    const lines = linesOf(request);
    // The name of the key, so that none can claim to be another.
    const sender = (request.actor?.name ?? '').replace(/^key:/, '');
    const origin = `http:${sender}${source === undefined ? '' : `/${source}`}`;
    this.rate.check(sender, lines.length);
    const position =
      key === undefined ? undefined : { before: await this.queue.positionOf(origin), after: `${key} ${hashOf(lines)}` };
    await this.#append({ origin, format, lines, collected: this.now(), position });
    this.#record(request, origin);
    await reply
      .code(202)
      .type('application/json')
      .send(JSON.stringify({ lines: lines.length }));
  }

  async #append(batch: Parameters<LineQueue['append']>[0]): Promise<void> {
    try {
      const appended = await this.queue.append(batch);
      if (appended === 'appended') this.metrics.countLines('http', 'accepted', batch.lines.length);
    } catch (error) {
      if (isRefusal(error)) this.metrics.countLines('http', 'refused', batch.lines.length);
      throw error;
    }
  }

  /** A collector sends lines every second: one entry an hour tells who did. */
  #record(request: FastifyRequest, origin: string): void {
    const last = this.#audited.get(origin) ?? -Infinity;
    if (this.now() - last < AUDIT_MS) return;
    this.#audited.set(origin, this.now());
    this.audit.record(request, 'logs-append', { origin });
  }
}

/** Tells a request that is repeated from other lines under the same key, which would be lost. */
function hashOf(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  return hash.digest('base64url');
}

function linesOf({ headers, body }: FastifyRequest): readonly string[] {
  const { 'content-type': type = '', 'content-encoding': coding } = headers;
  if (coding !== undefined && coding !== 'identity')
    throw new ProblemError(
      'unsupported-media-type',
      `The content coding ${JSON.stringify(coding)} is not supported: send the lines uncompressed.`,
    );
  const mediaType = type.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === NDJSON) return readJsonLines(body);
  if (mediaType === 'text/plain') return readLines(body);
  throw new ProblemError(
    'unsupported-media-type',
    `The media type ${JSON.stringify(mediaType)} is not supported: use text/plain, or ${NDJSON}.`,
  );
}
