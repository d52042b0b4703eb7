import { Global, Module } from '@nestjs/common';
import { PROBLEM_PAGE } from '../../http/problems/problem.filter.ts';
import { Assets } from './assets.ts';
import { AssetsController } from './assets.controller.ts';
import { HtmlProblemPage } from './html-problem-page.tsx';
import { PageFrame } from './page-frame.ts';

/** What all pages share. Global because the problem filter, which is everyone's, shows problems as pages. */
@Global()
@Module({
  controllers: [AssetsController],
  providers: [Assets, PageFrame, { provide: PROBLEM_PAGE, useClass: HtmlProblemPage }],
  exports: [PROBLEM_PAGE, PageFrame],
})
export class WebModule {}
