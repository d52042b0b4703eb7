import type { Environment } from '../../../charts/environments/environment.ts';
import { inScope } from '../../../charts/observability/alerts/alert.ts';
import { CLIENT_REQUESTS } from '../../../charts/observability/alerts/selectors.ts';
import { query } from './prometheus.ts';
import type { Prometheus } from './prometheus.ts';

/** What an environment is asked with. */
export interface Sources {
  /** Where it is served: `https://kiosque.example.org`. */
  readonly url: string;
  /** A key of the scope `read`, for queues that are closed to strangers. @default none */
  readonly key?: string;
  /** Where its metrics are. @default none: requests are not counted */
  readonly prometheus?: Prometheus;
}

/** How much an environment is used. */
export interface Activity {
  /** People waiting, by queue. */
  readonly waiting: ReadonlyMap<string, number>;
  /** Requests per second over the last two minutes, of all pods together, without probes; `undefined` without metrics. */
  readonly requestsPerSecond: number | undefined;
}

const TIMEOUT_MS = 10_000;

/** Every pod that is scraped has the series `up`, but that of requests only appears with the first one. */
const REQUEST_RATE = `sum(rate(${CLIENT_REQUESTS}[2m])) or 0 * max(up{$scope} == 1)`;

/**
 * Asks the service how many people wait in each queue, and Prometheus how many requests arrive.
 *
 * @throws Error with a sentence about what does not respond or whose reply cannot be relied on.
 */
export async function measureActivity(
  { namespace, monitoring, ticketQueues }: Environment,
  { url, key, prometheus }: Sources,
): Promise<Activity> {
  const waiting = new Map<string, number>();
  for (const queue of ticketQueues.names) waiting.set(queue, await waitingIn(url, queue, key));
  if (monitoring === 'none') return { waiting, requestsPerSecond: undefined };
  if (prometheus === undefined) throw new Error('the requests cannot be counted: set PROMETHEUS_URL');
  const [rate] = await query(prometheus, inScope(REQUEST_RATE, `namespace="${namespace}"`));
  if (rate === undefined) throw new Error(`Prometheus (PROMETHEUS_URL) has no metrics of ${namespace}`);
  return { waiting, requestsPerSecond: rate.value };
}

async function waitingIn(url: string, queue: string, key: string | undefined): Promise<number> {
  const address = `${url}/api/queues/${queue}`;
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => {
    throw new Error(`${address} does not respond`);
  });
  if (response.status === 401 || response.status === 403)
    throw new Error(`${address} replied with ${String(response.status)}: set ACTIVITY_KEY to a key of the scope read`);
  if (!response.ok) throw new Error(`${address} replied with ${String(response.status)}`);
  const state = (await response.json().catch(() => ({}))) as { waiting?: unknown; stale?: unknown };
  if (state.stale === true)
    throw new Error(`the storage of ${queue} does not respond: how many people wait is not known`);
  if (typeof state.waiting !== 'number') throw new Error(`${address} does not return the number of waiting tickets`);
  return state.waiting;
}
