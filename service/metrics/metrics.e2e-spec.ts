import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditLog } from '../access/audit-log.ts';
import { TrialKey } from '../access/trial-key.ts';
import { RedisNodes } from '../common/redis/redis-nodes.ts';
import { TestApp } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { readExposition, valueOf } from '../test/exposition.ts';
import { RedisServer } from '../test/redis.ts';
import { runCommand } from '../test/run-command.ts';
import { TaskSuccesses } from '../ticket-queue/task-successes.ts';

const QUEUE = '/api/queues/rubis';
const trial = new TrialKey();
const desk = { authorization: `Bearer ${trial.key}` };
const files = { 'news.json': '[{"title": "A"}]', 'faq.json': '[{"q": "a", "a": "b"}]' };

/** Commands run as they do in a CronJob. */
async function queueCommand(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<number> {
  const env = { ...process.env, ...environment };
  return (await runCommand(process.execPath, ['service/commands/queue.ts', ...args], { env })).code;
}

function calls(metrics: string, dependency: string, operation: string, outcome: string): number | undefined {
  const labels = `dependency="${dependency}",operation="${operation}",outcome="${outcome}"`;
  return valueOf(metrics, `kiosque_dependency_duration_seconds_count{${labels}}`);
}

describe('Metrics of a service with SQLite and files', () => {
  let app: TestApp;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    environment = {
      FEATURES: 'content,ticket-queue',
      QUEUE_NAME: 'rubis',
      QUEUE_MAX_WAITING: '2',
      QUEUE_OPEN: 'take',
      TRUSTED_PROXIES: '1',
    };
    app = await TestApp.start({ files, environment, access: trial });
    await app.refresh();
  });
  afterAll(() => app.close());

  it('should measure calls of its storages, in which a full queue is no error', async () => {
    for (const status of [201, 201, 503]) expect((await app.post(`${QUEUE}/tickets`)).status).toBe(status);
    expect((await app.post(`${QUEUE}/tickets/rubis.nobody/recall`, undefined, desk)).status).toBe(404);
    const metrics = await app.metrics();
    expect([calls(metrics, 'sqlite', 'issue', 'ok'), calls(metrics, 'sqlite', 'issue', 'error')]).toEqual([3, 0]);
    expect(calls(metrics, 'sqlite', 'transition', 'ok')).toBe(1);
    expect(calls(metrics, 'file-system', 'content.read', 'ok')).toBeGreaterThan(1);
    expect(readExposition(metrics).get('kiosque_redis_up')).toEqual([]);
    await eventually(async () => {
      expect(calls(await app.metrics(), 'sqlite', 'access.appendAudit', 'ok')).toBeGreaterThan(0);
    });
  });

  it('should report when the document of a collection changed, and nothing without one', async () => {
    const changed = new Date('2026-11-01T12:00:00Z');
    await utimes(join(app.directory, 'news.json'), changed, changed);
    await app.refresh();
    const faq = (await stat(join(app.directory, 'faq.json'))).mtimeMs;
    const series = readExposition(await app.metrics()).get('kiosque_content_changed_timestamp_seconds') ?? [];
    expect(Object.fromEntries(series.map(({ labels, value }) => [labels['collection'], value]))).toEqual({
      news: changed.getTime() / 1000,
      faq: expect.closeTo(faq / 1000, 0),
    });
  });

  it('should count cached and prepared answers', async () => {
    const counted = async (): Promise<(number | undefined)[]> => {
      const metrics = await app.metrics();
      return ['hit', 'miss'].map((result) =>
        valueOf(metrics, `kiosque_answer_cache_requests_total{result="${result}"}`),
      );
    };
    const [hits = 0, misses = 0] = await counted();
    for (let time = 0; time < 4; time++) await app.get('/api/news');
    expect(await counted()).toEqual([hits + 3, misses + 1]);
  });

  it('should report the client with most 401, of event streams too', async () => {
    const unauthorized = { authorization: 'Bearer kq_unknown' };
    for (let time = 0; time < 6; time++) {
      const headers = { ...unauthorized, 'x-forwarded-for': `1.1.1.${String(time)}, 203.0.113.${String(time % 2)}` };
      const path = `${QUEUE}/${time < 3 ? 'calls' : 'events'}`;
      const answer = time < 3 ? await app.post(path, { counter: '1' }, headers) : await app.get(path, headers);
      expect([path, answer.status]).toEqual([path, 401]);
    }
    const metrics = await app.metrics();
    expect(valueOf(metrics, 'kiosque_http_source_errors{status="401"}')).toBe(3);
    expect(valueOf(metrics, 'kiosque_http_source_errors{status="5xx"}')).toBe(1);
  });

  it('should count event streams', async () => {
    const controller = new AbortController();
    const response = await fetch(`${app.url}${QUEUE}/events`, { headers: desk, signal: controller.signal });
    expect(response.status).toBe(200);
    const open = async (): Promise<number | undefined> => valueOf(await app.metrics(), 'kiosque_event_streams_open');
    expect(await open()).toBe(1);
    controller.abort();
    await eventually(async () => {
      expect(await open()).toBe(0);
    });
    const metrics = await app.metrics();
    for (const name of ['refused', 'cut']) expect(valueOf(metrics, `kiosque_event_streams_${name}_total`)).toBe(0);
  });

  it('should read the success of tasks from the file that the command writes', async () => {
    const command = { ...environment, QUEUE_STORE: 'sqlite', QUEUE_DIRECTORY: app.directory };
    expect(readExposition(await app.metrics()).get('kiosque_task_success_timestamp_seconds')).toEqual([]);
    const begin = Date.now() / 1000;
    expect(await queueCommand(command, 'backup', '--file', join(app.directory, 'rubis.jsonl'))).toBe(0);
    await app.app.get(TaskSuccesses).read();
    const series = 'kiosque_task_success_timestamp_seconds{queue="rubis",task="backup"}';
    const at = valueOf(await app.metrics(), series);
    expect(at).toBeGreaterThanOrEqual(begin);
    expect(at).toBeLessThanOrEqual(Date.now() / 1000);
  });
});

describe('Metrics of a service whose Redis hangs', () => {
  let redis: RedisServer;
  let app: TestApp;
  let node: string;
  beforeAll(async () => {
    redis = await RedisServer.start('--maxmemory', '64mb');
    node = `node="127.0.0.1:${String(redis.port)}"`;
    const store = { QUEUE_STORE: 'redis', ACCESS_STORE: 'redis', REDIS_PORT: String(redis.port) };
    const environment = { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis', ...store };
    app = await TestApp.start({ environment, access: trial });
    await app.post(`${QUEUE}/tickets`);
    expect(await queueCommand(environment, 'close-day')).toBe(0);
    await app.app.get(TaskSuccesses).read();
    await app.app.get(RedisNodes).read();
  });
  afterAll(async () => {
    redis.thaw();
    await app.close();
    await redis.stop();
  });

  async function scrape(): Promise<string> {
    const begin = performance.now();
    const metrics = await app.metrics();
    // Commands time out after 700 ms.
    expect(performance.now() - begin).toBeLessThan(500);
    return metrics;
  }

  it('should report its state before', async () => {
    const metrics = await scrape();
    expect(valueOf(metrics, `kiosque_redis_up{${node}}`)).toBe(1);
    expect(valueOf(metrics, `kiosque_redis_memory_max_bytes{${node}}`)).toBe(67_108_864);
    expect(valueOf(metrics, `kiosque_redis_memory_used_bytes{${node}}`)).toBeGreaterThan(100_000);
    for (const name of ['aof_enabled', 'aof_ok']) expect(valueOf(metrics, `kiosque_redis_${name}{${node}}`)).toBe(1);
    expect(valueOf(metrics, `kiosque_redis_replicas{${node}}`)).toBe(0);
    expect(readExposition(metrics).get('kiosque_redis_replication_lag_seconds')).toEqual([]);
    expect([calls(metrics, 'redis', 'issue', 'ok'), calls(metrics, 'redis', 'issue', 'error')]).toEqual([1, 0]);
    await eventually(async () => {
      expect(calls(await scrape(), 'redis', 'access.appendAudit', 'ok')).toBeGreaterThan(0);
    });
  });

  it('should still answer scrapes at once, with the last known state', async () => {
    await eventually(async () => {
      expect(valueOf(await app.metrics(), 'kiosque_queue_waiting{queue="rubis"}')).toBe(1);
    });
    redis.freeze();
    const reading = [app.app.get(RedisNodes).read(), app.app.get(TaskSuccesses).read()];
    const asked = app.post(`${QUEUE}/tickets`);
    app.app.get(AuditLog).append({
      event: 'take',
      actor: 'holder:192.0.2.1',
      credential: 'none',
      resource: { kind: 'queue', name: 'rubis' },
      requestId: 'r-1',
      facts: {},
    });
    expect(valueOf(await scrape(), 'kiosque_queue_waiting{queue="rubis"}')).toBe(1);
    await Promise.all(reading);
    expect((await asked).status).toBe(503);
    const metrics = await scrape();
    expect(valueOf(metrics, `kiosque_redis_up{${node}}`)).toBe(0);
    expect(readExposition(metrics).get('kiosque_redis_memory_used_bytes')).toEqual([]);
    expect(calls(metrics, 'redis', 'issue', 'error')).toBe(1);
    expect(valueOf(metrics, 'kiosque_queue_stale{queue="rubis"}')).toBe(1);
    const success = 'kiosque_task_success_timestamp_seconds{queue="rubis",task="close-day"}';
    expect(valueOf(metrics, success)).toBeGreaterThan(1_700_000_000);
    await eventually(async () => {
      expect(valueOf(await scrape(), 'kiosque_audit_entries_waiting')).toBeGreaterThan(0);
    });
    expect(valueOf(metrics, 'kiosque_audit_entries_lost_total')).toBe(0);
  });
});
