import { setTimeout as sleep } from 'node:timers/promises';
import type { AttackedServer } from './attacked-server.ts';
import { BYSTANDER, flood, hold } from './clients.ts';
import type { Statuses, Wanted } from './clients.ts';
import type { DocumentName } from './documents.ts';

/** An attack on the service, and its limits. */
export interface Attack {
  readonly name: string;
  readonly documents: DocumentName;
  readonly environment?: Readonly<Record<string, string>>;
  /** Returns a different request per index. The CPU time of each, sent one at a time, must stay below the target. */
  readonly single?: (index: number) => Wanted;
  /** Executes the attack. */
  run(server: AttackedServer, during: () => Promise<void>): Promise<Outcome>;
}

/** The result of an attack. */
export interface Outcome {
  readonly statuses: Statuses;
  /** Number of leaked descriptors; must be zero. */
  readonly leftOpen?: number;
  /** Any other failure. */
  readonly failure?: string;
}

/** Timeout for silent clients; the default is 10. */
const REQUEST_TIMEOUT_SECONDS = 2;
const SWEEP_SECONDS = 3;
const SILENT_CLIENTS = 400;
const STREAMS = 5000;
const CODINGS = ['gzip', 'br', 'zstd', 'identity'];
const TOLERATED_DESCRIPTORS = 10;

const EVENTS = '/api/queues/default/events';
const stream = `GET ${EVENTS} HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n`;

/** Every attack, cheapest first. */
export const ATTACKS: readonly Attack[] = [
  held('silent clients', ''),
  held('half a request head', 'GET / HTTP/1.1\r\nHost:'),
  held('not HTTP', '\0\0\0\r\n\r\n', 0),
  {
    name: 'YAML of 100 lists at once',
    documents: 'large',
    run: (server, during) =>
      flooded(server, during, 100, 100, (index) => ({ path: `/api/events.yaml?offset=${String(index)}` })),
  },
  requests('unknown parameters of a page', 'markdown', (index) => ({ path: `/faq?x=${String(index)}`, ...coded(1) })),
  requests('sorted lists', 'tiny', (index) => ({ path: `/api/news?sort=title&limit=100&offset=${String(index)}` })),
  requests('whole lists, sorted', 'tiny', (index) => ({ path: `/api/news?sort=-title&offset=${String(index)}` })),
  requests('searched lists', 'tiny', (index) => ({ path: `/api/news?q=word${String(index)}&limit=100` })),
  requests('searched pages', 'tiny', (index) => ({ path: `/news?q=word${String(index)}` })),
  requests('pages of a list', 'tiny', (index) => ({ path: `/news?page=${String(index + 1)}` })),
  requests('codings of filtered lists', 'ordinary', (index) => ({
    path:
      index % 2 === 0
        ? `/api/events?tag=all&offset=${String(index)}`
        : `/api/events?q=sentence&offset=${String(index)}`,
    ...coded(index),
  })),
  {
    name: 'variants by query',
    documents: 'large',
    run: (server, during) =>
      flooded(server, during, 2000, 8, (index) => ({
        path: `/api/events?limit=250&offset=${String(index >> 2)}`,
        ...coded(index),
      })),
  },
  {
    name: 'variants by header',
    documents: 'ordinary',
    run: (server, during) =>
      flooded(server, during, 20_000, 8, (index) => ({
        path: '/api/events/1',
        headers: { 'accept-language': `${'x'.repeat(3900)}${String(index)}` },
      })),
  },
  { name: 'event streams from one address', documents: 'ordinary', run: streams },
];

/** Clients that open a connection and send almost nothing: they must be disconnected soon after the timeout. */
function held(name: string, bytes: string, seconds = REQUEST_TIMEOUT_SECONDS): Attack {
  return {
    name: `${String(SILENT_CLIENTS)} clients: ${name}`,
    documents: 'ordinary',
    environment: seconds === 0 ? {} : { REQUEST_TIMEOUT_SECONDS: String(seconds) },
    run: async (server, during) => {
      const before = server.descriptors();
      const clients = await hold(server.port, SILENT_CLIENTS, bytes);
      await during();
      await sleep((seconds + SWEEP_SECONDS) * 1000);
      const leftOpen = Math.max(0, server.descriptors() - before - TOLERATED_DESCRIPTORS);
      const statuses = counted(clients.map((client) => client.status()));
      for (const { socket } of clients) socket.destroy();
      return { statuses, leftOpen };
    },
  };
}

/** Requests that are all different. */
function requests(name: string, documents: DocumentName, wantedAt: (index: number) => Wanted): Attack {
  return {
    name,
    documents,
    single: wantedAt,
    // The first ones were sent one at a time.
    run: (server, during) => flooded(server, during, 300, 4, (index) => wantedAt(index + 1000)),
  };
}

async function flooded(
  server: AttackedServer,
  during: () => Promise<void>,
  count: number,
  concurrency: number,
  wantedAt: (index: number) => Wanted,
): Promise<Outcome> {
  const [statuses] = await Promise.all([flood(server.port, count, concurrency, wantedAt), during()]);
  return { statuses };
}

/** One address opens as many streams as possible; then a display opens one. */
async function streams(server: AttackedServer, during: () => Promise<void>): Promise<Outcome> {
  const attackers = await hold(server.port, STREAMS, stream);
  await during();
  const [display] = await hold(server.port, 1, stream, BYSTANDER);
  const statuses = counted(attackers.map((client) => client.status()));
  const status = display?.status() ?? 'none';
  for (const { socket } of [...attackers, ...(display === undefined ? [] : [display])]) socket.destroy();
  return { statuses, ...(status !== '200' && { failure: `the display got ${status}` }) };
}

function coded(index: number): { headers: Record<string, string> } {
  return { headers: { 'accept-encoding': CODINGS[index % CODINGS.length] ?? 'gzip' } };
}

function counted(statuses: readonly string[]): Statuses {
  const counts: Statuses = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
