import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller.ts';
import { OpenApiDocument } from './openapi-document.ts';

/** The OpenAPI description and its page. */
@Module({
  controllers: [DocsController],
  providers: [OpenApiDocument],
})
export class DocsModule {}
