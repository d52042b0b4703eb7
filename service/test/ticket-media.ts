import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisTicketStore } from '../ticket-queue/stores/redis.ticket-store.ts';
import { SqliteTicketStore } from '../ticket-queue/stores/sqlite.ticket-store.ts';
import type { TicketStore } from '../ticket-queue/stores/ticket-store.ts';
import { RedisCluster, RedisServer } from './redis.ts';

/** Provides an empty store for each test. */
export interface Medium {
  start(): Promise<void>;
  store(): TicketStore;
  stop(): Promise<void>;
}

/** A SQLite file for each test. */
export class Sqlite implements Medium {
  #directory = '';
  async start(): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'kiosque-queue-'));
  }
  store(): TicketStore {
    return new SqliteTicketStore(join(this.#directory, `${randomUUID()}.sqlite`));
  }
  async stop(): Promise<void> {
    await rm(this.#directory, { recursive: true });
  }
}

/** A separate queue for each test, in one redis-server. */
export class Standalone implements Medium {
  #server: RedisServer | undefined;
  async start(): Promise<void> {
    this.#server = await RedisServer.start();
  }
  store(): TicketStore {
    if (this.#server === undefined) throw new Error('not started');
    return new RedisTicketStore(this.#server.connect(), `queue-${randomUUID()}`);
  }
  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}

/** A separate queue for each test, in a cluster of three. */
export class ThreeNodes implements Medium {
  #cluster: RedisCluster | undefined;
  async start(): Promise<void> {
    this.#cluster = await RedisCluster.start();
  }
  store(): TicketStore {
    if (this.#cluster === undefined) throw new Error('not started');
    return new RedisTicketStore(this.#cluster.connect(), `queue-${randomUUID()}`);
  }
  async stop(): Promise<void> {
    await this.#cluster?.stop();
  }
}
