import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dump } from 'js-yaml';
import { freePort } from '../test/free-port.ts';
import { RedisServer } from '../test/redis.ts';
import { ServiceProcess } from '../test/service-process.ts';
import { keyEntry, newKey } from './access/api-keys.ts';
import { RedisTicketStore } from './stores/redis.ticket-store.ts';
import type { Ticket } from './ticket.ts';

const EACH = 10_000;
const CLIENTS = 4;
const QUEUE = '/api/queues/rubis';

/** A built service on a port of its own, which is started again whenever it was killed. */
class Survivor {
  kills = 0;
  #service: ServiceProcess | undefined;
  readonly #environment: NodeJS.ProcessEnv;
  readonly url: string;

  constructor(port: number, environment: NodeJS.ProcessEnv) {
    this.url = `http://127.0.0.1:${port}`;
    this.#environment = { ...environment, PORT: String(port) };
  }

  async start(): Promise<void> {
    ({ service: this.#service } = await ServiceProcess.start(this.#environment));
  }

  async kill(): Promise<void> {
    await this.#service?.end('SIGKILL');
    this.kills++;
  }
}

describe('20 000 issues and calls while redis-server and the service are killed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-crash-'));
  const key = newKey();
  let redis: RedisServer;
  let services: readonly Survivor[];
  beforeAll(async () => {
    // Acknowledged means written.
    redis = await RedisServer.start('--appendfsync', 'always');
    const keys = join(directory, 'keys.yaml');
    writeFileSync(keys, dump({ keys: [keyEntry('crash', key, ['desk'], [])] }));
    const environment = {
      FEATURES: 'ticket-queue',
      QUEUE_NAME: 'rubis',
      QUEUE_STORE: 'redis',
      QUEUE_KEYS_FILE: keys,
      QUEUE_TICKETS_PER_MINUTE: '0',
      REDIS_PORT: String(redis.port),
    };
    services = [new Survivor(await freePort(), environment), new Survivor(await freePort(), environment)];
    await Promise.all(services.map((service) => service.start()));
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.kill()));
    await redis.stop();
    rmSync(directory, { recursive: true });
  });

  let retries = 0;

  /** Asks with one key, of one service or the other, until it is answered. */
  async function answered(path: string, body: object): Promise<Ticket> {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      authorization: `Bearer ${key}`,
    };
    for (let turn = Math.floor(Math.random() * 2); ; turn++) {
      const url = `${services[turn % 2]?.url}${QUEUE}${path}`;
      const sent = { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(3000) };
      // A body that is cut off was not received either.
      const answer = await fetch(url, sent)
        .then(async (response) => [response.status, await response.text()] as const)
        .catch(() => undefined);
      if (answer?.[0] === 201) return JSON.parse(answer[1]) as Ticket;
      if (answer !== undefined) expect([204, 503]).toContain(answer[0]);
      // Nobody waits yet: this is not a failure, but the same key may be used again.
      if (answer?.[0] !== 204) retries++;
      await sleep(5);
    }
  }

  it('should repeat no number, lose no ticket, keep the order, and deliver each call once', async () => {
    const issued: Ticket[] = [];
    const called: Ticket[] = [];
    const client = async (path: string, body: object, tickets: Ticket[]): Promise<void> => {
      const own: Ticket[] = [];
      for (let turn = 0; turn < EACH / CLIENTS; turn++) own.push(await answered(path, body));
      // One client is answered one after the other: its tickets must be in the order of the line.
      expect(numbersOf(own)).toEqual(numbersOf(own).toSorted((a, b) => a - b));
      tickets.push(...own);
    };
    const clients = Array.from({ length: CLIENTS }, (_, index) => [
      client('/tickets', {}, issued),
      client('/calls', { counter: String(index) }, called),
    ]).flat();
    const state = { working: true };
    const all = Promise.all(clients).finally(() => (state.working = false));
    let redisKills = 0;
    for (let turn = 0; state.working; turn++) {
      await Promise.race([sleep(300 + Math.random() * 600), all]);
      const service = services[turn % 3];
      if (service === undefined) {
        await redis.kill();
        await redis.resume();
        redisKills++;
      } else {
        await service.kill();
        await service.start();
      }
    }
    await all;

    expect([issued.length, called.length]).toEqual([EACH, EACH]);
    expect(new Set(issued.map(({ number }) => number)).size).toBe(EACH);
    expect(new Set(issued.map(({ token }) => token)).size).toBe(EACH);
    expect(called.map(({ token }) => token).sort()).toEqual(issued.map(({ token }) => token).sort());
    const store = new RedisTicketStore(redis.connect(), 'rubis');
    for (const { token } of issued) expect((await store.find(token))?.ticket.state).toBe('called');
    await store.close();
    const kills = services.map(({ kills: count }) => count);
    console.info(
      [
        `issued ${issued.length}, called ${called.length}, asked again ${retries} times`,
        `killed: redis-server ${redisKills} times, the services ${kills.join(' and ')} times`,
        `highest number ${Math.max(...numbersOf(issued))}; none twice, none lost, each called once`,
      ].join('\n'),
    );
    expect(Math.min(redisKills, ...kills)).toBeGreaterThan(0);
  }, 600_000);
});

function numbersOf(tickets: readonly Ticket[]): number[] {
  return tickets.map(({ number }) => Number(number.slice(2)));
}
