import { Global, Module } from '@nestjs/common';
import { PROBLEM_PAGE } from '../common/problems/problem.filter.ts';
import { ContentModule } from '../content/content.module.ts';
import { Assets } from './assets.ts';
import { HtmlProblemPage } from './html-problem-page.tsx';
import { PageService } from './page.service.tsx';
import { WebController } from './web.controller.ts';

/** The pages. Global because the problem filter, which is everyone's, shows problems as pages. */
@Global()
@Module({
  imports: [ContentModule],
  controllers: [WebController],
  providers: [Assets, PageService, { provide: PROBLEM_PAGE, useClass: HtmlProblemPage }],
  exports: [PROBLEM_PAGE],
})
export class WebModule {}
