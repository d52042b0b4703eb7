import type { RequestTarget } from '../../http/request-target.ts';
import type { MenuEntry } from '../../feature.ts';
import type { AssetName } from './assets.ts';
import { Dates } from '../content/dates.ts';
import type { Language } from './language.ts';
import type * as markdown from '../content/markdown.ts';
import { MESSAGES } from './messages.ts';
import type { Messages } from './messages.ts';

/** What a page context is made from. */
export interface PageFields {
  readonly siteTitle: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly now: number;
  readonly menu: readonly MenuEntry[];
  /** Returns the URL of a file. */
  readonly asset: (name: AssetName) => string;
  /** URL of the API description. */
  readonly docs: string;
  /** Path and query of the page. */
  readonly target: RequestTarget;
}

/** Context of a page for its templates. */
export interface PageContext extends PageFields {
  readonly messages: Messages;
  readonly dates: Dates;
  /** Returns the URL of another page in the language chosen for this one. */
  readonly link: (path: string, parameters?: Readonly<Record<string, string>>) => string;
  /** Returns the URL of this page with some parameters changed; null removes one. */
  readonly variant: (changes: Readonly<Record<string, string | null>>) => string;
}

/** Context of content pages, with Markdown support. */
export interface ContentPageContext extends PageContext {
  readonly markdown: typeof markdown;
}

/** Creates the context of a page. */
export function pageContext(fields: PageFields): PageContext {
  const { language, timeZone, now, target } = fields;
  return {
    ...fields,
    messages: MESSAGES[language],
    dates: new Dates(language, timeZone, now),
    link: (path, parameters = {}) => {
      const chosen = target.searchParams.get('lang');
      const query = new URLSearchParams({ ...(chosen !== null && { lang: chosen }), ...parameters });
      return query.size === 0 ? path : `${path}?${query.toString()}`;
    },
    variant: (changes) => target.with(changes),
  };
}
