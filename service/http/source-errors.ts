import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import { PROBES } from '../contract.ts';
import { addressGroup, clientAddress } from './client-address.ts';

/** Errors that are counted by client: failed authentication, and failures of the service. */
export const SOURCE_ERRORS = ['401', '5xx'] as const;

type Kind = (typeof SOURCE_ERRORS)[number];

const MINUTE_MS = 60_000;

/** The window: the current minute and the four before. */
const MINUTES = 5;

/** Maximum number of clients; the one whose last error is oldest is forgotten first. */
const MAX_CLIENTS = 10_000;

/** The errors of one client, by kind, in each minute of the window: minute `m` is at index `m % MINUTES`. */
interface ClientErrors {
  minute: number;
  readonly counts: Readonly<Record<Kind, number[]>>;
}

/**
 * Counts errors by client address (IPv6 by /64), to notice a client that guesses keys or breaks the service. Memory is limited, and
 * addresses are forgotten with the next scrape after their window.
 */
export class SourceErrors {
  readonly #trustedProxies: number;
  readonly #now: () => number;
  readonly #clients = new LRUCache<string, ClientErrors>({ max: MAX_CLIENTS });

  constructor(trustedProxies: number, now: () => number) {
    this.#trustedProxies = trustedProxies;
    this.#now = now;
  }

  /** Counts a response. Those to probes do not count: 503 is their normal answer while the process is not ready. */
  answered(request: IncomingMessage, route: string, status: number): void {
    const kind = status === 401 ? '401' : status >= 500 ? '5xx' : undefined;
    if (kind === undefined || PROBES.includes(route)) return;
    const minute = this.#minute();
    const address = addressGroup(clientAddress(request, this.#trustedProxies));
    const client = this.#clients.get(address) ?? { minute, counts: { '401': empty(), '5xx': empty() } };
    advance(client, minute);
    const index = minute % MINUTES;
    client.counts[kind][index] = (client.counts[kind][index] ?? 0) + 1;
    this.#clients.set(address, client);
  }

  /** Returns the largest number of errors of one client in the window, by kind. */
  largest(): readonly (readonly [Kind, number])[] {
    const minute = this.#minute();
    const largest = { '401': 0, '5xx': 0 };
    for (const [address, client] of [...this.#clients.entries()]) {
      if (minute - client.minute >= MINUTES) this.#clients.delete(address);
      advance(client, minute);
      for (const kind of SOURCE_ERRORS) largest[kind] = Math.max(largest[kind], sum(client.counts[kind]));
    }
    return SOURCE_ERRORS.map((kind) => [kind, largest[kind]]);
  }

  #minute(): number {
    return Math.floor(this.#now() / MINUTE_MS);
  }
}

/** Clears the minutes that have begun since the last error. */
function advance(client: ClientErrors, minute: number): void {
  const passed = Math.min(MINUTES, minute - client.minute);
  for (let step = 1; step <= passed; step++) {
    for (const kind of SOURCE_ERRORS) client.counts[kind][(client.minute + step) % MINUTES] = 0;
  }
  client.minute = Math.max(client.minute, minute);
}

function empty(): number[] {
  return Array<number>(MINUTES).fill(0);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
