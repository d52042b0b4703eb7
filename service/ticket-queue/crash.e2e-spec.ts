import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { dump } from 'js-yaml';
import { freePort } from '../test/free-port.ts';
import { RedisServer } from '../test/redis.ts';
import { ServiceProcess } from '../test/service-process.ts';
import { keyEntry, newKey } from '../access/api-keys.ts';
import { RedisTicketStore } from './stores/redis.ticket-store.ts';
import type { Ticket } from './ticket.ts';

/** Tickets that are taken, and then called, in each test. `CRASH_TICKETS=10000` is what a release is tried with. */
const EACH = Number(process.env['CRASH_TICKETS'] ?? 2000);
const CLIENTS = 4;

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
  }

  /** Ends it without a warning, and starts another in its place. */
  async replace(): Promise<void> {
    await this.kill();
    this.kills++;
    await this.start();
  }
}

/** Takes and calls tickets over HTTP, and asks again with the same key until it is answered. */
class Crowd {
  readonly issued: Ticket[] = [];
  readonly called: Ticket[] = [];
  retries = 0;
  readonly #services: readonly Survivor[];
  readonly #key: string;

  constructor(services: readonly Survivor[], key: string) {
    this.#services = services;
    this.#key = key;
  }

  /** So many tickets each way, by four who take and four who call. */
  async run(count: number): Promise<void> {
    const share = count / CLIENTS;
    const client = async (path: string, body: object, tickets: Ticket[]): Promise<void> => {
      const own: Ticket[] = [];
      for (let turn = 0; turn < share; turn++) own.push(await this.#answered(path, body));
      // One client is answered one after the other: its tickets must be in the order of the line.
      expect(numbersOf(own)).toEqual(numbersOf(own).toSorted((a, b) => a - b));
      tickets.push(...own);
    };
    const clients = Array.from({ length: CLIENTS }, (_, index) => [
      client('/tickets', {}, this.issued),
      client('/calls', { counter: String(index) }, this.called),
    ]);
    await Promise.all(clients.flat());
  }

  /** No number twice, nobody lost, nobody called twice. */
  check(count: number): void {
    expect([this.issued.length, this.called.length]).toEqual([count, count]);
    expect(new Set(this.issued.map(({ number }) => number)).size).toBe(count);
    expect(new Set(this.issued.map(({ token }) => token)).size).toBe(count);
    expect(this.called.map(({ token }) => token).sort()).toEqual(this.issued.map(({ token }) => token).sort());
  }

  async #answered(path: string, body: object): Promise<Ticket> {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      authorization: `Bearer ${this.#key}`,
    };
    for (let turn = Math.floor(Math.random() * this.#services.length); ; turn++) {
      const url = `${this.#services[turn % this.#services.length]?.url}/api/queues/rubis${path}`;
      const sent = { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(3000) };
      // A body that is cut off was not received either.
      const answer = await fetch(url, sent)
        .then(async (response) => [response.status, await response.text()] as const)
        .catch(() => undefined);
      if (answer?.[0] === 201) return JSON.parse(answer[1]) as Ticket;
      if (answer !== undefined) expect([204, 503]).toContain(answer[0]);
      // Nobody waits yet: this is not a failure, but the same key may be used again.
      if (answer?.[0] !== 204) this.retries++;
      await sleep(5);
    }
  }
}

/** Does one thing after another, every now and then, until the crowd is done. */
async function disturb(crowd: Promise<void>, ...disasters: readonly (() => Promise<void>)[]): Promise<void> {
  const state = { working: true };
  const done = crowd.finally(() => (state.working = false));
  for (let turn = 0; state.working; turn++) {
    await Promise.race([sleep(300 + Math.random() * 600), done]);
    await disasters[turn % disasters.length]?.();
  }
  await done;
}

describe('Issues and calls while processes are killed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-crash-'));
  const key = newKey();
  const keys = join(directory, 'keys.yaml');
  writeFileSync(keys, dump({ keys: [keyEntry('crash', key, ['desk'])] }));
  const environment = {
    FEATURES: 'ticket-queue',
    QUEUE_NAME: 'rubis',
    QUEUE_KEYS_FILE: keys,
    QUEUE_DIRECTORY: directory,
    QUEUE_TICKETS_PER_MINUTE: '0',
  };
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('should repeat no number, lose no ticket, keep the order, and deliver each call once, on Redis', async () => {
    // Acknowledged means written.
    const redis = await RedisServer.start('--appendfsync', 'always');
    const own = { ...environment, QUEUE_STORE: 'redis', REDIS_PORT: String(redis.port) };
    const services = [new Survivor(await freePort(), own), new Survivor(await freePort(), own)];
    await Promise.all(services.map((service) => service.start()));
    const crowd = new Crowd(services, key);
    let redisKills = 0;
    await disturb(crowd.run(EACH), ...services.map((service) => () => service.replace()), async () => {
      await redis.kill();
      await redis.resume();
      redisKills++;
    });
    crowd.check(EACH);
    const store = new RedisTicketStore(redis.connect(), 'rubis');
    for (const { token } of crowd.issued) expect((await store.find(token))?.ticket.state).toBe('called');
    await store.close();
    const kills = services.map(({ kills: count }) => count);
    console.info(
      [
        `issued ${crowd.issued.length}, called ${crowd.called.length}, asked again ${crowd.retries} times`,
        `killed: redis-server ${redisKills} times, the services ${kills.join(' and ')} times`,
        `highest number ${Math.max(...numbersOf(crowd.issued))}; none twice, none lost, each called once`,
      ].join('\n'),
    );
    expect(Math.min(redisKills, ...kills)).toBeGreaterThan(0);
    await Promise.all(services.map((service) => service.kill()));
    await redis.stop();
  }, 600_000);

  it('should do the same on SQLite, in one process', async () => {
    const service = new Survivor(await freePort(), { ...environment, QUEUE_STORE: 'sqlite' });
    await service.start();
    const crowd = new Crowd([service], key);
    await disturb(crowd.run(EACH), () => service.replace());
    crowd.check(EACH);
    // What is written to a file is not lost with the process, so no number has to be skipped.
    expect(Math.max(...numbersOf(crowd.issued))).toBe(EACH);
    expect(service.kills).toBeGreaterThan(0);
    console.info(
      `SQLite: issued and called ${EACH}, asked again ${crowd.retries} times, killed ${service.kills} times`,
    );
    await service.kill();
  }, 600_000);
});

function numbersOf(tickets: readonly Ticket[]): number[] {
  return tickets.map(({ number }) => Number(number.slice(2)));
}
