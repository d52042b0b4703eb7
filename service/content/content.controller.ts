import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describedIn } from '../openapi/described.ts';
import { AnswerService } from '../http/answer.service.ts';
import { readQuery } from '../http/read-query.ts';
import { parseRequestTarget } from '../http/request-target.ts';
import type { TimeZone } from '../common/time-zone.ts';
import { TIME_ZONE } from '../common/tokens.ts';
import { UnknownCollection } from './content.errors.ts';
import { negotiateFormat } from '../http/format-negotiation.ts';
import { parseListQuery } from './content.query.ts';
import { INDEX_QUERY, ITEM_QUERY, listQueryOf } from './content.requests.ts';
import { ContentService } from './content.service.ts';
import { DATA_FORMATS, FORMATS, ITEM_FORMATS, offered, splitSuffix } from './representations/formats.ts';

const Described = describedIn(() => import('./content.openapi.ts'));

/** The content API: index, lists and items. */
@ApiTags('Content')
@Controller('api')
export class ContentController {
  constructor(
    private readonly content: ContentService,
    private readonly answers: AnswerService,
    @Inject(TIME_ZONE) private readonly zone: TimeZone,
  ) {}

  @Get()
  @Described('getIndex')
  async index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { searchParams } = parseRequestTarget(request.raw.url);
    readQuery(INDEX_QUERY, searchParams);
    const negotiated = negotiateFormat(request.raw, searchParams, DATA_FORMATS);
    await this.answers.send(request, reply, ['index', negotiated.mediaType, negotiated.vary], () =>
      this.content.index('/api', negotiated),
    );
  }

  @Get(':collection')
  @Described('getCollection')
  async list(
    @Param('collection') segment: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const target = parseRequestTarget(request.raw.url);
    const { name, suffix } = splitSuffix(segment, FORMATS);
    const { store } = await this.content.collection(name);
    const formats = offered(FORMATS, store.collection);
    if (suffix !== undefined && !formats.includes(suffix)) throw new UnknownCollection(segment, [name]);
    const query = parseListQuery(store.collection, target.searchParams, this.zone);
    const asked = target.canonical(`/api/${segment}`, Object.keys(listQueryOf(store.collection).shape), ['tag']);
    const negotiated = negotiateFormat(request.raw, target.searchParams, formats, suffix);
    await this.answers.send(request, reply, ['list', negotiated.mediaType, negotiated.vary, asked.with({})], () =>
      this.content.list('/api/:collection', name, query, negotiated, asked),
    );
  }

  @Get(':collection/:id')
  @Described('getItem')
  async item(
    @Param('collection') name: string,
    @Param('id') segment: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { searchParams } = parseRequestTarget(request.raw.url);
    const { readable, item, suffix } = await this.content.item(name, segment);
    readQuery(ITEM_QUERY, searchParams);
    const formats = offered(ITEM_FORMATS, readable.store.collection);
    const negotiated = negotiateFormat(request.raw, searchParams, formats, suffix);
    await this.answers.send(request, reply, ['item', negotiated.mediaType, negotiated.vary, name, item.id], () =>
      this.content.representItem('/api/:collection/:id', readable, item, negotiated),
    );
  }
}
