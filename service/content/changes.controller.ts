import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Drain } from '../common/drain.ts';
import { ProblemError } from '../common/problems/problem.ts';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { ApiChanges } from './content.openapi.ts';
import { ContentService } from './content.service.ts';

const HEARTBEAT_MS = 20_000;
const RECONNECT_MS = 3000;
const MAX_STREAMS = 5000;

/** Tells open pages when to refresh: server-sent events (HTML Living Standard, section 9.2). */
@ApiTags('Content')
@Controller('changes')
export class ChangesController implements OnApplicationBootstrap {
  private readonly streams = new Set<ServerResponse>();

  constructor(
    private readonly content: ContentService,
    private readonly drain: Drain,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  @Get()
  @RouteConfig({ stream: true })
  @ApiChanges()
  open(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (this.streams.size >= MAX_STREAMS) {
      throw new ProblemError('unavailable', `${String(MAX_STREAMS)} streams are open already: try again later.`, {
        headers: { 'Retry-After': '60' },
      });
    }
    const added = reply.getHeaders();
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      ...(added as OutgoingHttpHeaders),
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.write(
      `retry: ${String(RECONNECT_MS)}\n\n${this.content
        .stores()
        .map(({ collection }) => this.event(collection.name))
        .join('')}`,
    );
    // Opened during the drain: the client is told to come back, which brings it to another process.
    if (this.drain.isDraining || request.method === 'HEAD') {
      close(response);
      return;
    }
    this.streams.add(response);
    request.raw.once('close', () => this.streams.delete(response));
  }

  onApplicationBootstrap(): void {
    this.content.onChange((collection) => {
      const event = this.event(collection);
      for (const stream of this.streams) stream.write(event);
    });
    const heartbeat = setInterval(() => {
      for (const stream of this.streams) stream.write(': still here\n\n');
    }, HEARTBEAT_MS).unref();
    this.drain.onStart(() => {
      clearInterval(heartbeat);
      for (const stream of this.streams) close(stream);
      this.streams.clear();
    });
  }

  private event(name: string): string {
    const store = this.content.stores().find(({ collection }) => collection.name === name);
    const state = {
      collection: name,
      version: this.content.versionOf(name),
      stale: store?.isStale(this.now()) ?? false,
    };
    return `event: content\ndata: ${JSON.stringify(state)}\n\n`;
  }
}

function close(stream: ServerResponse): void {
  stream.end('event: closing\ndata: {}\n\n');
}
