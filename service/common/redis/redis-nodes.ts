import type { Cluster, Redis } from 'ioredis';
import { readRedisInfo } from './redis-info.ts';
import type { RedisInfo } from './redis-info.ts';

const READ_MS = 15_000;

/** How long a node that is no longer in the list of the cluster counts as down, before it counts as removed. */
const REMOVED_MS = 600_000;

/** A node of Redis, as it was when it was last asked. */
export interface RedisNode {
  /** `host:port` */
  readonly name: string;
  readonly isUp: boolean;
  /** Undefined while it is down. */
  readonly info: RedisInfo | undefined;
  /** When it was last in the list of the cluster, in milliseconds since the epoch. */
  readonly listedAt: number;
}

/**
 * The state of the Redis that this process uses, standalone or cluster. Every 15 s each node is asked for INFO in the background: whoever
 * reads the state never waits for Redis.
 */
export class RedisNodes {
  readonly #now: () => number;
  #redis: Redis | Cluster | undefined;
  #address = '';
  #timer: NodeJS.Timeout | undefined;
  #nodes: readonly RedisNode[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Empty without Redis. */
  get all(): readonly RedisNode[] {
    return this.#nodes;
  }

  /**
   * Asks the nodes of a client until `stop`. All clients of a process are connected to the same Redis: further ones are ignored.
   *
   * @param address `host:port` of the configured node.
   */
  follow(redis: Redis | Cluster, address: string): void {
    if (this.#redis !== undefined) return;
    this.#redis = redis;
    this.#address = address;
    const read = (): void => {
      this.read().catch(() => undefined);
    };
    this.#timer = setInterval(read, READ_MS).unref();
    read();
  }

  /** Asks no more. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** Asks every node once. */
  async read(): Promise<void> {
    const now = this.#now();
    const asked = await Promise.all(this.#listed().map(async ([name, node]) => ({ name, ...(await ask(node)) })));
    const listed = asked.map((node) => ({ ...node, listedAt: now }));
    const missing = this.#nodes
      .filter(({ name, listedAt }) => now - listedAt < REMOVED_MS && asked.every((node) => node.name !== name))
      .map(({ name, listedAt }) => ({ name, isUp: false, info: undefined, listedAt }));
    const nodes = [...listed, ...missing];
    // A cluster that was never reached has no list.
    this.#nodes = nodes.length > 0 ? nodes : [{ name: this.#address, isUp: false, info: undefined, listedAt: 0 }];
  }

  #listed(): readonly (readonly [string, Redis])[] {
    const redis = this.#redis;
    if (redis === undefined) return [];
    if (!('nodes' in redis)) return [[this.#address, redis]];
    return redis.nodes('all').map((node) => [`${String(node.options.host)}:${String(node.options.port)}`, node]);
  }
}

async function ask(node: Redis): Promise<Pick<RedisNode, 'isUp' | 'info'>> {
  try {
    return { isUp: true, info: readRedisInfo(await node.info()) };
  } catch (error) {
    // A user who may not run INFO gets an answer, too.
    return { isUp: (error as Error).message.startsWith('NOPERM'), info: undefined };
  }
}
