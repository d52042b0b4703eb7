import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../fuzz/random.ts';
import type { Ledger } from './ledger.ts';
import { QueueClient } from './queue-client.ts';

/** Clients at the same time; each waits up to `PAUSE_MS` between requests, so that the rate is bounded. */
const CLIENTS = 12;
const PAUSE_MS = 20;
const HEX = [...'0123456789abcdef'];

/** What clients do, by how often. More tickets are taken than called, so that some wait when the version changes. */
const ACTIONS = { take: 45, call: 40, read: 15 };
const DESK_ACTIONS = { complete: 70, 'no-show': 10, requeue: 10, 'recall, complete': 10 };

/** Where requests go. */
export interface Target {
  readonly key: string;
  /** URLs of the replicas in service at this moment; never empty. */
  readonly urls: () => readonly string[];
}

/** Seeded clients that take, call and finish tickets through random replicas until they are stopped. */
export class QueueLoad {
  readonly #running: Promise<unknown>;
  #isStopped = false;

  constructor(ledger: Ledger, target: Target, seed: number) {
    this.#running = Promise.all(
      Array.from({ length: CLIENTS }, (_, index) => this.#run(ledger, target, new Random(seed, index))),
    );
  }

  /** Waits until every client has its last response. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #run(ledger: Ledger, { key, urls }: Target, random: Random): Promise<void> {
    const client = new QueueClient(ledger, key, () => random.pick(urls()));
    while (!this.#isStopped) {
      const action = random.weighted(ACTIONS);
      if (action === 'take') await client.take(keyOf(random), random.chance(0.25));
      else if (action === 'call') await serve(client, random);
      else await client.read();
      await sleep(random.below(PAUSE_MS));
    }
  }
}

/** Calls a ticket and finishes it. */
async function serve(client: QueueClient, random: Random): Promise<void> {
  const token = await client.call(keyOf(random), random.chance(0.25));
  if (token === undefined) return;
  const actions = random.weighted(DESK_ACTIONS).split(', ') as ('complete' | 'no-show' | 'requeue' | 'recall')[];
  for (const action of actions) await client.move(token, action);
}

/** Compares every ticket of the ledger with each replica. */
export async function verifyTickets(ledger: Ledger, { key, urls }: Target): Promise<void> {
  ledger.settle();
  for (const url of urls()) {
    const client = new QueueClient(ledger, key, () => url);
    const tokens = [...ledger.tickets.keys()];
    while (tokens.length > 0) await Promise.all(tokens.splice(0, CLIENTS).map((token) => client.verify(token)));
  }
}

function keyOf(random: Random): string {
  return Array.from({ length: 32 }, () => random.pick(HEX)).join('');
}
