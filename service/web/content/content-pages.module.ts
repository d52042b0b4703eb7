import { Module } from '@nestjs/common';
import { ContentModule } from '../../content/content.module.ts';
import { ContentPagesController } from './content-pages.controller.ts';
import { PageService } from './page.service.tsx';

/** The pages of events, news and FAQ. */
@Module({ imports: [ContentModule], controllers: [ContentPagesController], providers: [PageService] })
export class ContentPagesModule {}
