import { isDeepStrictEqual } from 'node:util';
import type { Answer } from './answer.ts';
import { percentEncoded } from './fuzz-case.ts';
import { ask } from './http-get.ts';
import { KNOWN_PAGES } from './raw.generator.ts';

/** More than the number of pages of any document here. */
const MAX_PAGES = 40;
const PAGE = [
  ['Accept', 'text/html'],
  ['Accept-Language', 'fr'],
] as const;
const FIXED: readonly string[] = [
  ...KNOWN_PAGES,
  '/?lang=en',
  '/events/1',
  '/nothing',
  '/api/events',
  '/api/news.yaml',
  '/api/faq/1',
  '/api/events/1.json',
  '/api/events/1.yaml',
  '/docs',
  '/openapi.json',
  '/assets/style.css',
];

/** Known pages and documents, which must not change whatever else is requested. */
export class Canary {
  readonly #port: number;
  readonly #known: ReadonlyMap<string, string>;
  #fresh = 0;

  private constructor(port: number, known: ReadonlyMap<string, string>) {
    this.#port = port;
    this.#known = known;
  }

  /** Records the current responses. */
  static async taken(port: number): Promise<Canary> {
    const known = new Map<string, string>();
    for (const target of FIXED) known.set(target, meaningOf(await ask(port, target, PAGE)));
    return new Canary(port, known);
  }

  /** Returns known URLs that returned a server error. */
  failing(): readonly string[] {
    return [...this.#known]
      .filter(([, answer]) => answer.startsWith('5'))
      .map(([target, answer]) => `GET ${target}: ${answer.slice(0, 200)}`);
  }

  /** Returns what has changed: known URLs, and pages with a query that was not requested before. */
  async changes(): Promise<readonly string[]> {
    const changed: string[] = [];
    const query = `?fuzz=canary-${String(this.#fresh++)}`;
    const targets = [...FIXED.map((target) => [target, target]), ...KNOWN_PAGES.map((path) => [path + query, path])];
    for (const [target = '', known = ''] of targets) {
      const difference = this.differenceTo(known, await ask(this.#port, target, PAGE));
      if (difference !== undefined) changed.push(`GET ${target}: ${difference}`);
    }
    return changed;
  }

  /** Returns how a response differs from the recorded page. */
  differenceTo(path: string, answer: Answer): string | undefined {
    const now = meaningOf(answer);
    const then = this.#known.get(path) ?? '';
    if (now === then) return undefined;
    const at = [...now].findIndex((character, index) => character !== then[index]);
    return `was ${JSON.stringify(then.slice(Math.max(0, at - 20), at + 60))}, is ${JSON.stringify(now.slice(Math.max(0, at - 20), at + 60))}`;
  }
}

/** Pages of each collection that return a server error; with their number, if known. */
export async function failingPages(port: number, collections: readonly string[]): Promise<readonly string[]> {
  const failing: string[] = [];
  for (const collection of collections) {
    for (let page = 1; page <= MAX_PAGES; page++) {
      const target = `/${collection}?page=${String(page)}`;
      const { status, body } = await ask(port, target, PAGE);
      if (status === 404) break;
      if (status !== 200) failing.push(`GET ${target}: ${String(status)} ${body.toString().slice(0, 120)}`);
    }
  }
  return failing;
}

/** Items of the lists that differ from the response at their own URL, in each of its forms. */
export async function strayItems(
  port: number,
  collections: readonly string[],
): Promise<readonly { status: number; detail: string }[]> {
  const stray: { status: number; detail: string }[] = [];
  for (const collection of collections) {
    const list = await ask(port, `/api/${collection}`);
    const { items } = JSON.parse(list.body.toString()) as { items: { id?: unknown }[] };
    for (const item of items.filter(({ id }) => id !== undefined)) {
      // Another item's id may be this one with a suffix.
      const suffixed = `${String(item.id)}.json`;
      const forms = items.some(({ id }) => id === suffixed) ? [String(item.id)] : [String(item.id), suffixed];
      for (const form of forms) {
        const target = `/api/${collection}/${percentEncoded(form, /^\.+$/.test(form))}`;
        const { status, body } = await ask(port, target, [['Accept', 'application/json']]);
        if (status === 200 && isDeepStrictEqual(JSON.parse(body.toString()), item)) continue;
        const must = JSON.stringify(item).slice(0, 120);
        stray.push({ status, detail: `GET ${target}: ${body.toString().slice(0, 120)}, must be ${must}` });
      }
    }
  }
  return stray;
}

/** Status, type and body without what may differ: the request id, and the query that a page repeats in its links. */
function meaningOf({ status, headers, body }: Answer): string {
  const text = body
    .toString()
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '')
    .replaceAll(/fuzz=[\w-]+(?:&amp;|&)?/g, '')
    .replaceAll(/\?(?=")/g, '');
  return `${String(status)} ${headers['content-type'] ?? ''}\n${text}`;
}
