import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { builtOr } from '../../common/build-files.ts';
import type { MenuEntry } from '../../feature.ts';
import { PROBLEM_PAGE } from '../../http/problems/problem.filter.ts';
import { Assets } from './assets.ts';
import { AssetsController } from './assets.controller.ts';
import { HtmlProblemPage } from './html-problem-page.tsx';
import { PageFrame } from './page-frame.ts';
import type { WebConfig } from './web.config.ts';
import { ASSETS_DIRECTORY, MENU, UNATTENDED_PATHS, WEB_CONFIG } from './web.tokens.ts';

interface Frame {
  readonly config: WebConfig;
  /** URL of the entry file. */
  readonly entry: string;
  readonly menu: readonly MenuEntry[];
  /** Paths of unattended screens. */
  readonly unattended: readonly string[];
}

/** Shared parts of all pages. Global, because the global problem filter renders problems as pages. */
@Module({})
export class WebModule {
  static with({ config, entry, menu, unattended }: Frame): DynamicModule {
    return {
      module: WebModule,
      global: true,
      controllers: [AssetsController],
      providers: [
        { provide: WEB_CONFIG, useValue: config },
        { provide: MENU, useValue: menu },
        { provide: UNATTENDED_PATHS, useValue: unattended },
        { provide: ASSETS_DIRECTORY, useValue: builtOr(entry, './web/assets/', './web/frame/assets/') },
        Assets,
        PageFrame,
        { provide: PROBLEM_PAGE, useClass: HtmlProblemPage },
      ],
      exports: [PROBLEM_PAGE, PageFrame, WEB_CONFIG],
    };
  }
}
