import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { given } from '../test/given-ticket.ts';
import { RedisServer } from '../test/redis.ts';
import { runCommand } from '../test/run-command.ts';
import { ServiceProcess } from '../test/service-process.ts';
import { TrialKey } from '../access/trial-key.ts';
import { RedisTicketStore } from './stores/redis.ticket-store.ts';
import { SqliteTicketStore } from './stores/sqlite.ticket-store.ts';
import type { TicketStore } from './stores/ticket-store.ts';

const QUEUE = '/api/queues/rubis';
const directory = mkdtempSync(join(tmpdir(), 'kiosque-consistency-'));
const COMMAND = ['service/commands/queue.ts'];
let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(async () => {
  await redis.stop();
  rmSync(directory, { recursive: true });
});

interface Line {
  readonly total: number;
  readonly tickets: readonly { readonly number: string }[];
}

describe.each([
  ['SQLite', 'sqlite'],
  ['Redis', 'redis'],
])('Reads of a queue on %s', (_, kind) => {
  let environment: NodeJS.ProcessEnv;
  beforeAll(() => {
    const own = { QUEUE_STORE: kind, REDIS_PORT: String(redis.port), QUEUE_DIRECTORY: directory };
    environment = { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis', QUEUE_TICKETS_PER_MINUTE: '0', ...own };
  });

  function storeOf(queue: string): TicketStore {
    return kind === 'redis'
      ? new RedisTicketStore(redis.connect(), queue)
      : new SqliteTicketStore(join(directory, `${queue}.sqlite`));
  }

  async function queue(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runCommand(process.execPath, [...COMMAND, ...args], {
      env: { PATH: process.env['PATH'], ...environment },
    });
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  }

  it('should include own changes immediately, and be consistent within each response', async () => {
    const app = await TestApp.start({ environment, access: new TrialKey() });
    for (let turn = 0; turn < 100; turn++) {
      const [, listed] = await Promise.all([app.get(QUEUE), app.get(`${QUEUE}/tickets`)]);
      expect(listed.json().tickets).toHaveLength(listed.json().total as number);
      const { number, token } = (await app.post(`${QUEUE}/tickets`)).json();
      const reads = await Promise.all([app.get(QUEUE), app.get(`${QUEUE}/tickets`), app.get('/rubis/list_tickets')]);
      const [state, line, classic] = reads.map((answer) => answer.json() as Record<string, any>) as [any, any, any];
      expect([turn, state.waiting, line.total, classic.waiting]).toEqual([turn, 1, 1, 1]);
      expect([line.tickets[0].number, classic.tickets]).toEqual([number, [number]]);
      await app.post(`${QUEUE}/tickets/${token}/cancel`);
      expect([turn, (await app.get(QUEUE)).json().waiting]).toEqual([turn, 0]);
      expect((await app.get(`${QUEUE}/tickets`)).json()).toMatchObject({ total: 0, tickets: [] });
    }
    await app.close();
  });

  it('should be consistent while another process closes the day', async () => {
    const name = 'opale';
    const store = storeOf(name);
    await Promise.all(
      Array.from({ length: 400 }, () => given(store, { day: '2026-01-05', series: '2026-01-05', now: Date.now() })),
    );
    await store.close();
    const { service, url } = await ServiceProcess.start({ ...environment, QUEUE_NAME: name });
    const closing = { ended: false };
    const ended = queue('close-day', '--queues', name).finally(() => (closing.ended = true));
    let looks = 0;
    while (!closing.ended || looks < 10) {
      const line = (await (await fetch(`${url}/api/queues/${name}/tickets?limit=1000`)).json()) as Line;
      expect(line.tickets).toHaveLength(line.total);
      looks++;
    }
    expect(await ended).toMatch(/400 tickets from before .+ closed, 400 deleted/);
    await eventually(async () => {
      const state = (await (await fetch(`${url}/api/queues/${name}`)).json()) as { waiting: number };
      expect(state.waiting).toBe(0);
    }, 2000);
    await service.end('SIGTERM');
  });

  it('should include a restored backup within two seconds, on pages that were already open', async () => {
    const name = 'saphir';
    const store = storeOf(name);
    const tickets = await Promise.all(Array.from({ length: 5 }, () => given(store, { now: Date.now() })));
    await store.close();
    const file = join(directory, `${kind}.jsonl`);
    await queue('backup', '--queues', name, '--file', file);
    if (kind === 'redis') {
      const connection = redis.connect();
      await connection.flushall();
      connection.disconnect();
    } else
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(directory, `${name}.sqlite${suffix}`), { force: true });

    const { service, url } = await ServiceProcess.start({ ...environment, QUEUE_NAME: name });
    const controller = new AbortController();
    const stream = await fetch(`${url}/api/queues/${name}/events`, { signal: controller.signal });
    let events = '';
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) events += Buffer.from(chunk as Uint8Array).toString();
    })().catch(() => undefined);
    expect(await (await fetch(`${url}/api/queues/${name}`)).json()).toMatchObject({ waiting: 0 });
    await queue('restore', '--queues', name, '--file', file);
    await eventually(async () => {
      expect(await (await fetch(`${url}/api/queues/${name}`)).json()).toMatchObject({ waiting: 5, stale: false });
      const line = (await (await fetch(`${url}/api/queues/${name}/tickets`)).json()) as Line;
      expect(line.tickets.map(({ number }) => number)).toEqual(tickets.map(({ number }) => number));
      expect(events).toMatch(/event: reset\ndata: \{\}\n\nid: \d+\nevent: state\ndata: \{[^\n]*"waiting":5/);
    }, 2000);
    controller.abort();
    await reading;
    await service.end('SIGTERM');
  });
});

describe('A list that was never read', () => {
  it('should not be shown as empty while Redis is unavailable', async () => {
    const server = await RedisServer.start();
    const store = new RedisTicketStore(server.connect(), 'rubis');
    for (let turn = 0; turn < 5; turn++) await given(store);
    await store.close();
    const own = {
      FEATURES: 'ticket-queue',
      QUEUE_NAME: 'rubis',
      QUEUE_STORE: 'redis',
      REDIS_PORT: String(server.port),
    };
    const app = await TestApp.start({ environment: own, access: new TrialKey() });
    await server.kill();
    await eventually(async () => {
      const answer = await app.get(`${QUEUE}/tickets`);
      expect([answer.status, answer.json().total, answer.json().stale]).toEqual([200, 5, true]);
      expect(answer.json().tickets).toHaveLength(5);
    });
    const never = await TestApp.start({ environment: own, access: new TrialKey() });
    for (const path of [`${QUEUE}/tickets`, '/rubis/list_tickets']) expect((await never.get(path)).status).toBe(503);
    for (const each of [app, never]) await each.close();
    await server.resume();
    await server.stop();
  });
});
