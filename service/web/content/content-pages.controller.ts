import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerService } from '../../http/answer.service.ts';
import type { AnswerKey } from '../../http/answers/answer-cache.ts';
import { LIST_PARAMETERS, REPEATABLE } from './page-query.ts';
import { pageRequest } from '../frame/page-request.ts';
import type { PageRequest } from '../frame/page-request.ts';
import { PageService } from './page.service.tsx';
import type { WebConfig } from '../frame/web.config.ts';
import { describedIn } from '../../openapi/described.ts';
import { WEB_CONFIG } from '../frame/web.tokens.ts';

const Described = describedIn(() => import('../frame/web.openapi.ts'));

/** The content pages. */
@ApiTags('Pages')
@Controller()
export class ContentPagesController {
  constructor(
    private readonly pages: PageService,
    private readonly answers: AnswerService,
    @Inject(WEB_CONFIG) private readonly config: WebConfig,
  ) {}

  @Get()
  @Described('getHomePage')
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const wanted = this.#wanted(request, '/', [], []);
    await this.answers.send(request, reply, keyOf('home', wanted), () => this.pages.home(wanted));
  }

  @Get(':collection')
  @Described('getCollectionPage')
  async collection(
    @Param('collection') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = this.#wanted(request, '/:collection', [name], LIST_PARAMETERS);
    await this.answers.send(request, reply, keyOf('collection', wanted), () => this.pages.collection(wanted, name));
  }

  @Get(':collection/:id')
  @Described('getItemPage')
  async item(
    @Param('collection') name: string,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = this.#wanted(request, '/:collection/:id', [name, id], []);
    await this.answers.send(request, reply, keyOf('item', wanted), () => this.pages.item(wanted, name, id));
  }

  /** Returns the request target without unknown parameters, such as those appended to shared links, so that they share a cache entry. */
  #wanted(
    request: FastifyRequest,
    route: string,
    segments: readonly string[],
    parameters: readonly string[],
  ): PageRequest {
    const wanted = pageRequest(request, route, this.config.WEB_DEFAULT_LANGUAGE);
    const path = `/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
    const names = wanted.negotiated ? parameters : ['lang', ...parameters];
    return { ...wanted, target: wanted.target.canonical(path, names, REPEATABLE) };
  }
}

function keyOf(kind: string, { language, negotiated, target }: PageRequest): AnswerKey {
  return ['page', kind, language, negotiated, target.with({})];
}
