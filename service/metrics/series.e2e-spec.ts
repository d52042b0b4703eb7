import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TrialKey } from '../access/trial-key.ts';
import { metricGroups } from '../metric-groups.ts';
import { SecurityLogState } from '../security-log/security-log.state.ts';
import { TestApp, send } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { readExposition } from '../test/exposition.ts';
import type { Series } from '../test/exposition.ts';
import { rawRequest } from '../test/raw-request.ts';
import { IDLE_TELEMETRY } from '../test/telemetry-settings.ts';
import { RedisServer } from '../test/redis.ts';
import type { Metric } from './metric.ts';

const trial = new TrialKey();
const desk = { authorization: `Bearer ${trial.key}` };
const files = {
  'news.json': '[{"id": "a", "title": "A", "tags": ["t"]}]',
  'faq.json': '[{"q": "a", "a": "b"}]',
  'events.json': '[{"title": "E", "date": "2027-01-01"}]',
};
const METHODS = ['PROPFIND', 'PURGE', 'SEARCH', 'TRACE', 'LOCK', 'DELETE', 'PUT', 'PATCH', 'OPTIONS', 'HEAD'];

/** Number of values of labels whose values are described in words; the routes and status codes are counted below. */
const SIZES: Readonly<Record<string, number>> = {
  collection: 3,
  queue: 1,
  priority: 2,
  node: 1,
  format: 30,
  origin: 100,
  version: 1,
  revision: 1,
};

/** Maximum number of combinations of labels, where their product would be no limit. */
const COMBINATIONS: Readonly<Record<string, number>> = {
  // Of about a hundred routes, those that were requested, with the few methods and status codes that each can have.
  kiosque_http_request_duration_seconds: 80,
  // One storage of tickets, one of access, one of the security log and one source, with the operations of each.
  kiosque_dependency_duration_seconds: 70,
};
const MOST_SERIES = 2500;

describe('The number of series', () => {
  const described = new Map(metricGroups().flatMap(({ metrics }) => metrics.map((metric) => [metric.name, metric])));
  let redis: RedisServer;
  let app: TestApp;
  let first: ReadonlyMap<string, readonly Series[]>;
  let last: ReadonlyMap<string, readonly Series[]>;
  beforeAll(async () => {
    redis = await RedisServer.start();
    const environment = {
      FEATURES: 'content,ticket-queue,security-log',
      LOG_REQUESTS: 'all',
      QUEUE_NAME: 'rubis',
      QUEUE_STORE: 'redis',
      ACCESS_STORE: 'redis',
      SECURITY_LOG_STORE: 'redis',
      REDIS_PORT: String(redis.port),
      QUEUE_PRIORITIES: 'reduced-mobility:900',
      QUEUE_TICKETS_PER_MINUTE: '0',
      RATE_LIMIT_PER_MINUTE: '0',
      TRUSTED_PROXIES: '1',
    };
    app = await TestApp.start({ files, environment, access: trial, telemetry: IDLE_TELEMETRY });
    await app.refresh();
    await attack('first', 5);
    first = readExposition(await app.metrics());
    await attack('second', 150);
    last = readExposition(await app.metrics());
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  /** Sends requests in which everything a client can choose is different each time. */
  async function attack(name: string, times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      const word = `${name}-${String(time)}`;
      const headers = { ...from(time), 'x-request-id': word, 'user-agent': word, referer: `http://${word}/` };
      await Promise.all([reads(word, headers), tickets(word, headers), logLines(word, time), malformed(word)]);
    }
    // What the last changes made the mirror read is counted, too.
    await eventually(async () => {
      const [waiting] = readExposition(await app.metrics()).get('kiosque_queue_waiting') ?? [];
      expect(waiting?.value).toBeGreaterThanOrEqual(0);
      await app.app.get(SecurityLogState, { strict: false }).read();
      const [lines] = readExposition(await app.metrics()).get('kiosque_security_log_waiting_lines') ?? [];
      expect(lines?.value).toBe(0);
    });
  }

  const from = (time: number): Record<string, string> => ({
    'x-forwarded-for': time % 2 === 0 ? `203.0.113.${String(time)}` : `2001:db8:${time.toString(16)}::1`,
  });

  async function reads(word: string, headers: Record<string, string>): Promise<void> {
    const paths = [
      `/${word}`,
      `/${word}/${word}/${word}`,
      `/api/${word}`,
      `/api/news/${word}`,
      `/news/${word}`,
      `/api/news?tag=${word}&limit=1`,
      `/api/news?${word}=1`,
      `/api/queues/${word}`,
      `/api/queues/rubis/tickets?limit=${word}`,
      `/api/tickets/rubis.${word}`,
      `/api/tickets/${word}`,
      `/assets/${word}`,
      `/rubis/${word}`,
    ];
    for (const path of paths) await app.get(path, headers);
    await app.get('/api/news', {
      ...headers,
      accept: `text/${word}`,
      'accept-language': word,
      origin: `http://${word}`,
    });
    await app.get('/api/queues/rubis/events', { ...headers, authorization: `Bearer ${word}` }, 'HEAD');
    for (const method of METHODS) await app.get(`/api/news/${word}`, headers, method);
    for (const method of METHODS) await app.get(`/${word}`, headers, method);
  }

  async function tickets(word: string, headers: Record<string, string>): Promise<void> {
    const path = '/api/queues/rubis';
    await app.post(`${path}/tickets`, { priority: word }, headers);
    await app.post(`${path}/calls`, { counter: word }, { ...headers, authorization: `Bearer ${word}` });
    await app.post(`${path}/tickets/rubis.${word}/${word}`, undefined, { ...headers, ...desk });
    const { token } = (await app.post(`${path}/tickets`, { priority: 'reduced-mobility' }, headers)).json();
    await app.post(`${path}/calls`, { counter: word }, { ...headers, ...desk });
    for (const action of ['recall', 'complete', 'complete'])
      await app.post(`${path}/tickets/${String(token)}/${action}`, undefined, { ...headers, ...desk });
    await app.get(`/api/tickets/${String(token)}`, headers);
  }

  async function logLines(word: string, time: number): Promise<void> {
    const address = `192.0.2.${String(time)}`;
    const at = '[22/Nov/2026:05:10:37 +0000]';
    const body = `${address} - ${word} ${at} "GET /${word}?id=../../etc/passwd HTTP/1.1" 404 1 "${word}" "${word}"\n${word}`;
    for (const headers of [desk, {}])
      await send(app.url, `/api/logs`, { ...headers, 'content-type': 'text/plain' }, 'POST', body);
    await send(app.url, `/api/logs?source=${word}`, { 'content-type': 'text/plain' }, 'POST', body);
  }

  async function malformed(word: string): Promise<void> {
    await rawRequest(app.url, `${word.toUpperCase()} / HTTP/1.1\r\nHost: h\r\n\r\n`);
    await rawRequest(app.url, `GET http://${word}/${word} HTTP/1.1\r\nHost: ${word}\r\nConnection: close\r\n\r\n`);
  }

  it('should not depend on what clients send', () => {
    const counts = (scrape: typeof first): object =>
      Object.fromEntries(
        // Node starts a series with the first garbage collection of each kind.
        [...scrape].filter(([name]) => name.startsWith('kiosque_')).map(([name, series]) => [name, series.length]),
      );
    expect(counts(last)).toEqual(counts(first));
  });

  it('should have a limit for each metric, and in total', () => {
    const all = [...last.values()].flat();
    expect(all.length).toBeGreaterThan(300);
    expect(all.length).toBeLessThan(MOST_SERIES);
    expect([...last.keys()].filter((name) => name.startsWith('kiosque_')).sort()).toEqual([...described.keys()].sort());
    for (const [name, series] of last) {
      const metric = described.get(name);
      const most = metric === undefined ? 30 : mostSeries(metric);
      expect([name, series.length <= most, series.length]).toEqual([name, true, series.length]);
    }
  });

  it('should come from documented values of labels only', () => {
    for (const metric of described.values()) {
      const values = new Map<string, unknown>([...Object.entries(metric.labels), ['le', '']]);
      for (const { labels } of last.get(metric.name) ?? []) {
        for (const [label, value] of Object.entries(labels)) {
          const known = values.get(label);
          expect([metric.name, label, known !== undefined]).toEqual([metric.name, label, true]);
          if (Array.isArray(known)) expect(known).toContain(value);
        }
      }
    }
  });
});

function mostSeries({ name, labels, buckets, type }: Metric): number {
  const sizes = Object.entries(labels).map(([label, values]) =>
    typeof values === 'string' ? (SIZES[label] ?? Number.NaN) : values.length,
  );
  const combinations = COMBINATIONS[name] ?? sizes.reduce((product, size) => product * size, 1);
  return combinations * (type === 'histogram' ? (buckets?.length ?? 0) + 3 : 1);
}
