import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerService } from '../../http/answer.service.ts';
import { parseRequestTarget } from '../../http/request-target.ts';
import { BASE_PATH } from '../../common/tokens.ts';
import { describedIn } from '../../openapi/described.ts';
import { Assets } from './assets.ts';

const Described = describedIn(() => import('./web.openapi.ts'));

/** Serves the assets of the pages. */
@ApiTags('Pages')
@Controller('assets')
export class AssetsController {
  constructor(
    private readonly assets: Assets,
    private readonly answers: AnswerService,
    @Inject(BASE_PATH) private readonly basePath: string,
  ) {}

  @Get(':file')
  @Described('getAsset')
  async asset(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const version = parseRequestTarget(request.raw.url).searchParams.get('v');
    const isCurrent = this.assets.isCurrent(file, version);
    await this.answers.send(request, reply, ['asset', file, isCurrent], () =>
      this.assets.file(`${this.basePath}/assets/:file`, file, isCurrent),
    );
  }
}
