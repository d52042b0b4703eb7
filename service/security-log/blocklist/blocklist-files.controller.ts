import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../../access/access.guard.ts';
import { isNotModified } from '../../http/answers/conditional.ts';
import { describedIn } from '../../openapi/described.ts';
import { SECURITY_LOG_CONFIG } from '../security-log.tokens.ts';
import { BlocklistFiles } from './blocklist-files.service.ts';
import type { BlocklistConfig } from './blocklist.config.ts';
import { builtAt } from './formats/list-format.ts';

const Described = describedIn(() => import('./blocklist.openapi.ts'));

/** The files of the blocklist. Caches must ask each time whether their copy is current. */
@ApiTags('Security log')
@Controller('blocklists')
export class BlocklistFilesController {
  constructor(
    private readonly files: BlocklistFiles,
    @Inject(SECURITY_LOG_CONFIG) private readonly config: BlocklistConfig,
  ) {}

  @Get(':file')
  @Requires('blocklist')
  @Described('getBlocklistFile')
  async file(@Param('file') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body, mediaType, etag, version } = await this.files.find(name);
    const isPublic = this.config.BLOCKLIST_PUBLIC === 'on';
    reply.headers({
      ETag: etag,
      'Last-Modified': new Date(builtAt(version)).toUTCString(),
      'Cache-Control': isPublic ? 'no-cache' : 'private, no-cache',
      'Blocklist-Version': String(version),
      ...(!isPublic && { Vary: 'Authorization, Cookie' }),
    });
    if (isNotModified(request.headers, etag, builtAt(version))) await reply.code(304).send();
    else await reply.type(mediaType).send(body);
  }
}
