import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../fuzz/random.ts';
import type { Ledger } from './ledger.ts';

export const COLLECTIONS = ['events', 'news', 'faq'];
const CLIENTS = 8;
const PAUSE_MS = 20;
const LIMIT_MS = 10_000;

/** The ids or titles of the items of each collection. */
type Items = Readonly<Record<string, string>>;

/** Seeded clients that read collections from random replicas until they are stopped. */
export class ContentLoad {
  readonly #running: Promise<unknown>;
  #isStopped = false;

  /** @param items that every response must have. */
  constructor(ledger: Ledger, urls: () => readonly string[], items: Items, seed: number) {
    const run = async (random: Random): Promise<void> => {
      while (!this.#isStopped) {
        await read(ledger, random.pick(urls()), random.pick(COLLECTIONS), items);
        await sleep(random.below(PAUSE_MS));
      }
    };
    this.#running = Promise.all(Array.from({ length: CLIENTS }, (_, index) => run(new Random(seed, index))));
  }

  /** Waits until every client has its last response. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }
}

/** Reads the items that a replica serves. @throws Error if it serves none. */
export async function itemsOf(url: string): Promise<Items> {
  const entries = COLLECTIONS.map(async (name): Promise<[string, string]> => {
    const response = await fetch(`${url}/api/${name}`);
    const ids = idsIn(await response.text());
    if (ids === '') throw new Error(`GET /api/${name} returned no items`);
    return [name, ids];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function read(ledger: Ledger, url: string, collection: string, items: Items): Promise<void> {
  ledger.sent();
  const what = `GET /api/${collection}`;
  try {
    const response = await fetch(`${url}/api/${collection}`, { signal: AbortSignal.timeout(LIMIT_MS) });
    const text = await response.text();
    if (response.status !== 200)
      ledger.report('refused', `${what} returned ${String(response.status)}: ${text.slice(0, 200)}`);
    else if (idsIn(text) !== items[collection])
      ledger.report('wrong', `${what} returned ${idsIn(text)} instead of ${String(items[collection])}.`);
  } catch (error) {
    ledger.report('lost', `${what} got no response: ${(error as Error).message}.`);
  }
}

/** The ids or titles of the items, which are the only list in a document; empty if it has none. */
function idsIn(text: string): string {
  const lists = Object.values(JSON.parse(text) as Record<string, { id?: string; title?: string }[]>);
  return (lists[0] ?? []).map(({ id, title }) => id ?? title).join(', ');
}
