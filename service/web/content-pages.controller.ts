import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerService } from '../common/answer.service.ts';
import { pageRequest, parsePageQuery } from './page-request.ts';
import { PageService } from './page.service.tsx';
import type { WebConfig } from './web.config.ts';
import { ApiPage } from './web.openapi.ts';
import { WEB_CONFIG } from './web.tokens.ts';

/** The pages of what people come to read. */
@ApiTags('Pages')
@Controller()
export class ContentPagesController {
  constructor(
    private readonly pages: PageService,
    private readonly answers: AnswerService,
    @Inject(WEB_CONFIG) private readonly config: WebConfig,
  ) {}

  @Get()
  @ApiPage('getHomePage', 'The latest news, the next events, the questions')
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const wanted = pageRequest(request, '/', this.config.WEB_DEFAULT_LANGUAGE);
    parsePageQuery(wanted.target, ['lang']);
    await this.answers.send(request, reply, `${wanted.language} ${wanted.target.with({})}`, () =>
      this.pages.home(wanted),
    );
  }

  @Get(':collection')
  @ApiPage('getCollectionPage', 'A collection', 'collection')
  async collection(
    @Param('collection') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = pageRequest(request, '/:collection', this.config.WEB_DEFAULT_LANGUAGE);
    const query = parsePageQuery(wanted.target, ['lang', 'q', 'page']);
    await this.answers.send(request, reply, `${wanted.language} ${wanted.target.with({})}`, () =>
      this.pages.collection(wanted, name, query),
    );
  }

  @Get(':collection/:id')
  @ApiPage('getItemPage', 'An item', 'collection', 'id')
  async item(
    @Param('collection') name: string,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = pageRequest(request, '/:collection/:id', this.config.WEB_DEFAULT_LANGUAGE);
    parsePageQuery(wanted.target, ['lang']);
    await this.answers.send(request, reply, `${wanted.language} ${wanted.target.with({})}`, () =>
      this.pages.item(wanted, name, id),
    );
  }
}
