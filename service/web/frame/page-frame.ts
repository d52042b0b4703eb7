import { Inject, Injectable } from '@nestjs/common';
import { BASE_PATH, CLOCK } from '../../common/tokens.ts';
import type { Clock } from '../../common/tokens.ts';
import type { MenuEntry } from '../../feature.ts';
import { Assets } from './assets.ts';
import { pageContext } from './page-context.ts';
import type { PageContext } from './page-context.ts';
import type { PageRequest } from './page-request.ts';
import type { WebConfig } from './web.config.ts';
import { MENU, WEB_CONFIG } from './web.tokens.ts';

/** Shared parts of all pages: title, menu, assets. */
@Injectable()
export class PageFrame {
  constructor(
    private readonly assets: Assets,
    @Inject(WEB_CONFIG) private readonly config: WebConfig,
    @Inject(MENU) private readonly menu: readonly MenuEntry[],
    @Inject(BASE_PATH) private readonly basePath: string,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Returns the context of a page request. */
  context({ target, language }: PageRequest): PageContext {
    return pageContext({
      siteTitle: this.config.WEB_TITLE,
      language,
      timeZone: this.config.WEB_TIME_ZONE,
      now: this.now(),
      menu: this.menu,
      asset: (name) => this.assets.address(name),
      docs: `${this.basePath}/docs`,
      target,
    });
  }
}
