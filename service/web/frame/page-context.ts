import type { RequestTarget } from '../../http/request-target.ts';
import type { MenuEntry } from '../../feature.ts';
import type { AssetName } from './assets.ts';
import { Dates } from '../content/dates.ts';
import type { Language } from './language.ts';
import type * as markdown from '../content/markdown.ts';
import { MESSAGES } from './messages.ts';
import type { Messages } from './messages.ts';

/** Dependencies of `PageContext`. */
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
export class PageContext {
  readonly siteTitle: string;
  readonly language: Language;
  readonly messages: Messages;
  readonly dates: Dates;
  readonly menu: readonly MenuEntry[];
  readonly asset: (name: AssetName) => string;
  readonly docs: string;
  /** Path and query of the page. */
  readonly target: RequestTarget;

  constructor({ siteTitle, language, timeZone, now, menu, asset, docs, target }: PageFields) {
    this.siteTitle = siteTitle;
    this.language = language;
    this.messages = MESSAGES[language];
    this.dates = new Dates(language, timeZone, now);
    this.menu = menu;
    this.asset = asset;
    this.docs = docs;
    this.target = target;
  }

  /** Returns the URL of another page in the language chosen for this one. */
  link(path: string, parameters: Readonly<Record<string, string>> = {}): string {
    const chosen = this.target.searchParams.get('lang');
    const query = new URLSearchParams({ ...(chosen !== null && { lang: chosen }), ...parameters });
    return query.size === 0 ? path : `${path}?${query.toString()}`;
  }

  /** Returns the URL of this page with some parameters changed; null removes one. */
  variant(changes: Readonly<Record<string, string | null>>): string {
    return this.target.with(changes);
  }
}

/** Context of content pages, with Markdown support. */
export class ContentPageContext extends PageContext {
  readonly markdown: typeof markdown;

  constructor(fields: PageFields, loaded: typeof markdown) {
    super(fields);
    this.markdown = loaded;
  }
}
