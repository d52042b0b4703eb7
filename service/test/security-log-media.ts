import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster, Redis } from 'ioredis';
import { RedisBlocklistStore } from '../security-log/blocklist/store/redis.blocklist-store.ts';
import { SqliteBlocklistStore } from '../security-log/blocklist/store/sqlite.blocklist-store.ts';
import { RedisFindingStore } from '../security-log/findings/redis.finding-store.ts';
import { SqliteFindingStore } from '../security-log/findings/sqlite.finding-store.ts';
import { RedisLineQueue } from '../security-log/line-queue/redis.line-queue.ts';
import { SqliteLineQueue } from '../security-log/line-queue/sqlite.line-queue.ts';
import type { SecurityLogStores } from '../security-log/stores/create-stores.ts';
import { SqliteThread } from '../security-log/stores/sqlite-thread.ts';
import { RedisCluster, RedisServer } from './redis.ts';

/** Limit of the queues. */
export const MEGABYTES = 1;

/** Provides stores of the security log that processes share. */
export interface SecurityLogMedium {
  start(): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
  /** The stores as another process opens them. */
  open(): SecurityLogStores;
  stop(): Promise<void>;
}

/** A SQLite file. */
export class SecurityLogSqlite implements SecurityLogMedium {
  #directory = '';
  #file = '';
  async start(): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'kiosque-security-'));
  }
  clear(): Promise<void> {
    this.#file = join(this.#directory, `${randomUUID()}.sqlite`);
    return Promise.resolve();
  }
  open(): SecurityLogStores {
    const thread = new SqliteThread({ file: this.#file, owner: randomUUID(), maxBytes: MEGABYTES * 1_048_576 });
    return {
      queue: new SqliteLineQueue(thread, MEGABYTES),
      findings: new SqliteFindingStore(thread),
      blocklist: new SqliteBlocklistStore(thread),
    };
  }
  async stop(): Promise<void> {
    await rm(this.#directory, { recursive: true });
  }
}

/** One redis-server, or a cluster of three. */
export class SecurityLogRedis implements SecurityLogMedium {
  readonly #isCluster: boolean;
  #server: RedisServer | RedisCluster | undefined;
  constructor(isCluster = false) {
    this.#isCluster = isCluster;
  }
  async start(): Promise<void> {
    this.#server = await (this.#isCluster ? RedisCluster.start() : RedisServer.start());
  }
  async clear(): Promise<void> {
    const redis = this.#connect();
    const nodes = 'nodes' in redis ? redis.nodes('master') : [redis];
    if ('nodes' in redis) await redis.ping();
    await Promise.all(('nodes' in redis ? redis.nodes('master') : nodes).map((node) => node.flushall()));
    redis.disconnect();
  }
  open(): SecurityLogStores {
    const redis = this.#connect();
    const options = { redis, blocking: this.#connect(), owner: randomUUID(), megabytes: MEGABYTES };
    return {
      queue: new RedisLineQueue(options),
      findings: new RedisFindingStore(redis),
      blocklist: new RedisBlocklistStore(redis),
    };
  }
  async stop(): Promise<void> {
    await this.#server?.stop();
  }
  #connect(): Redis | Cluster {
    if (this.#server === undefined) throw new Error('not started');
    return this.#server.connect();
  }
}
