import { LRUCache } from 'lru-cache';
import { printable } from '../common/logging/printable.ts';
import type { Redact } from '../common/logging/redact.ts';

const MAX_PATH = 1024;
const MAX_HEADER = 256;

/** Results kept for each kind of text, and the longest text whose result is kept: at most a few hundred kilobytes. */
const KEPT = 500;
const LONGEST_KEPT = 300;

/**
 * Turns what clients send into what may be logged: without secrets and control characters, truncated. Most requests repeat the texts of
 * earlier ones, so results are kept; otherwise this would be most of the cost of a line.
 */
export class LoggableTexts {
  readonly #redact: Redact;
  readonly #paths = new LRUCache<string, string>({ max: KEPT });
  readonly #headers = new LRUCache<string, string>({ max: KEPT });
  readonly #referrers = new LRUCache<string, string>({ max: KEPT });

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  /** Returns the path of a request target, without its query. */
  path(target: string): string {
    const mark = target.indexOf('?');
    const path = mark === -1 ? target : target.slice(0, mark);
    return kept(this.#paths, path, () => printable(this.#redact(path), MAX_PATH));
  }

  header(value: string | undefined): string | undefined {
    return value === undefined ? undefined : kept(this.#headers, value, () => this.#cleanHeader(value));
  }

  /** Returns origin and path of a referrer, without credentials and query; undefined if it is not an absolute URL. */
  referrer(value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    return kept(this.#referrers, value, () => this.#cleanHeader(withoutQuery(value))) || undefined;
  }

  #cleanHeader(value: string): string {
    return printable(this.#redact(value), MAX_HEADER);
  }
}

function kept(cache: LRUCache<string, string>, text: string, make: () => string): string {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const made = make();
  if (text.length <= LONGEST_KEPT) cache.set(text, made);
  return made;
}

function withoutQuery(referrer: string): string {
  const url = URL.parse(referrer);
  return url === null ? '' : `${url.protocol}//${url.host}${url.pathname}`;
}
