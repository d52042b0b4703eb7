import type { Collection } from '../content/collections/collection.ts';
import { Dates } from './dates.ts';
import type { Language } from './language.ts';
import type * as markdown from './markdown.ts';
import { MESSAGES } from './messages.ts';
import type { Messages } from './messages.ts';

/** What every template needs to know of the page it draws. */
export class PageContext {
  readonly siteTitle: string;
  readonly language: Language;
  readonly messages: Messages;
  readonly dates: Dates;
  readonly collections: readonly Collection[];
  readonly assets: AssetAddresses;
  readonly markdown: typeof markdown;
  /** Path and query of the page. */
  readonly target: URL;

  constructor(fields: {
    siteTitle: string;
    language: Language;
    timeZone: string;
    now: number;
    collections: readonly Collection[];
    assets: AssetAddresses;
    markdown: typeof markdown;
    target: URL;
  }) {
    this.siteTitle = fields.siteTitle;
    this.language = fields.language;
    this.messages = MESSAGES[fields.language];
    this.dates = new Dates(fields.language, fields.timeZone, fields.now);
    this.collections = fields.collections;
    this.assets = fields.assets;
    this.markdown = fields.markdown;
    this.target = fields.target;
  }

  /** The address of another page, in the language that was chosen for this one. */
  link(path: string): string {
    const chosen = this.target.searchParams.get('lang');
    return chosen === null ? path : `${path}?lang=${chosen}`;
  }

  /** This page with some parameters changed; null takes one away. */
  variant(changes: Readonly<Record<string, string | null>>): string {
    const target = new URL(this.target);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) target.searchParams.delete(name);
      else target.searchParams.set(name, value);
    }
    return `${target.pathname}${target.search}`;
  }
}

/** Addresses of the files that every page loads. */
export interface AssetAddresses {
  readonly style: string;
  readonly script: string;
  readonly icon: string;
}
