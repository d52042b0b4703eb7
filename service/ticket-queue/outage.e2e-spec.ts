import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { RedisServer } from '../test/redis.ts';
import { TrialKey } from '../access/trial-key.ts';
import { QueueMirror } from './queue.mirror.ts';

const QUEUE = '/api/queues/rubis';
const trial = new TrialKey();
const desk = { authorization: `Bearer ${trial.key}` };

async function start(port: number): Promise<TestApp> {
  const environment = { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis', QUEUE_STORE: 'redis', REDIS_PORT: String(port) };
  return await TestApp.start({ environment, access: trial });
}

describe('The ticket queue without its Redis', () => {
  let redis: RedisServer;
  let app: TestApp;
  beforeAll(async () => {
    redis = await RedisServer.start();
    app = await start(redis.port);
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  it('should serve reads from the last known state, reject changes within a second, and recover', async () => {
    const { token } = (await app.post(`${QUEUE}/tickets`)).json();
    await app.post(`${QUEUE}/tickets`);
    await eventually(async () => {
      expect((await app.get(QUEUE)).json()).toMatchObject({ waiting: 2, stale: false });
    });
    await redis.kill();
    await eventually(async () => {
      expect((await app.get(QUEUE)).json()).toMatchObject({ waiting: 2, stale: true });
    });

    for (const path of [QUEUE, `${QUEUE}/tickets`, `/api/tickets/${token}`, '/rubis/list_tickets']) {
      const answer = await app.get(path);
      expect([path, answer.status, answer.json().stale]).toEqual([path, 200, true]);
      expect(answer.headers['cache-status']).toMatch(/^kiosque; hit; ttl=-\d+; detail=unreachable$/);
    }
    for (const path of [
      `${QUEUE}/tickets`,
      `${QUEUE}/calls`,
      `${QUEUE}/tickets/${token}/cancel`,
      '/rubis/get_ticket',
    ]) {
      const begin = performance.now();
      const answer = await app.post(path, path.endsWith('calls') ? { counter: '1' } : undefined, desk);
      expect([path, answer.status, answer.headers['retry-after']]).toEqual([path, 503, '1']);
      expect(performance.now() - begin).toBeLessThan(1000);
    }
    const ready = await app.managed('/readyz');
    expect([ready.status, ready.json().status]).toEqual([200, 'degraded']);
    expect(await app.metrics()).toContain('kiosque_queue_stale{queue="rubis"} 1');
    expect(app.log.filter(({ level, msg }) => level === 50 && String(msg).includes('storage'))).toHaveLength(1);

    await redis.resume();
    await eventually(async () => {
      expect((await app.get(QUEUE)).json()).toMatchObject({ waiting: 2, stale: false });
    });
    expect((await app.post(`${QUEUE}/calls`, { counter: '1' }, desk)).json().token).toBe(token);
  });

  it('should not execute rejected changes after Redis was frozen', async () => {
    await eventually(async () => {
      expect((await app.get(QUEUE)).json().stale).toBe(false);
    });
    const before = (await app.get(QUEUE)).json().waiting as number;
    redis.freeze();
    const begin = performance.now();
    const asked = [app.post(`${QUEUE}/tickets`), app.post(`${QUEUE}/tickets`), app.post('/rubis/get_ticket')];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(performance.now() - begin).toBeLessThan(1000);
    expect((await app.get(QUEUE)).json()).toMatchObject({ waiting: before, stale: true });
    redis.thaw();
    await eventually(async () => {
      expect((await app.get(QUEUE)).json().stale).toBe(false);
    });
    expect((await app.get(QUEUE)).json().waiting).toBe(before);
    expect((await app.post(`${QUEUE}/tickets`)).status).toBe(201);
    expect((await app.post(`${QUEUE}/calls`, { counter: '1' }, desk)).status).toBe(201);
  });

  it('should not be ready, and return 503, if it has never reached Redis', async () => {
    await redis.kill();
    const late = await start(redis.port);
    expect((await late.get('/startupz')).status).toBe(200);
    expect((await late.get('/readyz')).status).toBe(503);
    expect((await late.get('/healthz')).status).toBe(200);
    const read = await late.get(QUEUE);
    expect([read.status, read.headers['retry-after']]).toEqual([503, '1']);
    expect((await late.get('/rubis', { accept: 'text/html' })).status).toBe(503);
    await redis.resume();
    await eventually(async () => {
      expect((await late.get('/readyz')).status).toBe(200);
      expect((await late.get(QUEUE)).json().waiting).toBe(1);
    });
    await late.close();
  });

  it.each([
    ['was running', true],
    ['started later', false],
  ])('should start over if Redis restarts empty, without repeating numbers in a process that %s', async (_, early) => {
    // It takes no ticket itself: what it knows of numbers, it knows from others.
    const running = early ? await start(redis.port) : undefined;
    const issued = await eventually(async () => {
      const answer = await app.post(`${QUEUE}/tickets`);
      expect(answer.status).toBe(201);
      return answer;
    });
    const reader = running ?? (await start(redis.port));
    const before = issued.json().number as string;
    // The count of those who wait may be read before the event is.
    await eventually(() => {
      const heard = reader.app.get(QueueMirror).recentEvents.map(({ ticket }) => ticket.number);
      expect(heard).toContain(before);
    });
    const connection = redis.connect();
    await connection.flushall();
    connection.disconnect();
    await eventually(async () => {
      for (const each of [app, reader])
        expect((await each.get(QUEUE)).json()).toMatchObject({ waiting: 0, stale: false });
    }, 20_000);
    const after = (await reader.post(`${QUEUE}/tickets`)).json().number as string;
    expect(Number(after.slice(2))).toBeGreaterThan(Number(before.slice(2)));
    await reader.close();
  });

  it('should show the changes of every process in all of them', async () => {
    const other = await start(redis.port);
    await other.post(`${QUEUE}/tickets`);
    await eventually(async () => {
      expect((await app.get(QUEUE)).json().waiting).toBe(2);
    });
    await other.close();
  });
});
