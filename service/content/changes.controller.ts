import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Drain } from '../common/drain.ts';
import { EventStreamLimits } from '../http/event-stream-limits.ts';
import { EventStreams } from '../http/event-streams.ts';
import { describedIn } from '../openapi/described.ts';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { ContentService } from './content.service.ts';
import type { ContentChange } from './representations/schemas.ts';

const Described = describedIn(() => import('./content.openapi.ts'));

/** Notifies open pages of content changes. */
@ApiTags('Content')
@Controller('changes')
export class ChangesController implements OnApplicationBootstrap {
  readonly #streams: EventStreams;

  constructor(
    private readonly content: ContentService,
    @Inject(CLOCK) private readonly now: Clock,
    drain: Drain,
    limits: EventStreamLimits,
  ) {
    this.#streams = new EventStreams(drain, limits);
  }

  @Get()
  @RouteConfig({ stream: true })
  @Described('getChanges')
  open(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const events = this.content.stores().map(({ collection }) => this.#event(collection.name));
    this.#streams.open(request, reply, events.join(''));
  }

  onApplicationBootstrap(): void {
    this.content.onChange((collection) => {
      this.#streams.send(this.#event(collection));
    });
  }

  #event(name: string): string {
    const store = this.content.stores().find(({ collection }) => collection.name === name);
    const state: ContentChange = {
      collection: name,
      version: this.content.versionOf(name),
      stale: store?.isStale(this.now()) ?? false,
    };
    return `event: content\ndata: ${JSON.stringify(state)}\n\n`;
  }
}
