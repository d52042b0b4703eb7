import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ContentPagesController } from './content-pages.controller.ts';
import { PageService } from './page.service.tsx';

/** The pages of events, news and FAQ. */
@Module({})
export class ContentPagesModule {
  /** @param content the module of the feature. */
  static with(content: DynamicModule): DynamicModule {
    return {
      module: ContentPagesModule,
      imports: [content],
      controllers: [ContentPagesController],
      providers: [PageService],
    };
  }
}
