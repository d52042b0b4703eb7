import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';
import {
  LinePositionError,
  LineQueueFullError,
  LineQueueUnavailableError,
  TooManyOriginsError,
} from '../security-log.errors.ts';
import { PARTITIONS, keyOf, scriptsOf } from '../stores/redis-scripts.ts';
import type { RunScript } from '../stores/redis-scripts.ts';
import { linesOf, textOf } from './line-batches.ts';
import { MAX_HTTP_ORIGINS } from './line-queue.ts';
import type { DeadLetter, Effects, LineBatch, LineQueue, QueuedBatch, ReadLines } from './line-queue.ts';
import { LEASE_MS, RENEW_MS } from './lease.ts';

/** How long one blocking read waits; shorter than the command timeout. */
const BLOCK_MS = 400;

const MEGABYTE = 1_048_576;

/** Options of the queue. */
export interface RedisLineQueueOptions {
  /** Connection for all commands that do not wait. */
  readonly redis: Redis | Cluster;
  /** Connection for blocking reads. */
  readonly blocking: Redis | Cluster;
  /** Unique name of this process. */
  readonly owner: string;
  /** Limit of waiting lines and dead letters. */
  readonly megabytes: number;
}

/**
 * The queue in Redis 6.2 to 8: a stream and a consumer group for each partition of the origins. An analyser reads the partitions it has
 * a lease on, so that the order of every origin is kept; partitions of an analyser that is silent are taken over. Streams are never
 * trimmed: an entry is deleted in the same script that stores its effects.
 */
export class RedisLineQueue implements LineQueue {
  readonly #options: RedisLineQueueOptions;
  readonly #run: RunScript;
  #renewal: NodeJS.Timeout | undefined;
  /** Last entry seen in each partition. */
  readonly #seen: string[] = Array.from({ length: PARTITIONS }, () => '$');
  #first = 0;

  constructor(options: RedisLineQueueOptions) {
    this.#options = options;
    this.#run = scriptsOf(options.redis);
  }

  async append(batch: LineBatch): Promise<'appended' | 'already appended'> {
    const { origin, format = '', collected, lines, position } = batch;
    const { megabytes } = this.#options;
    const text = Buffer.from(textOf(batch));
    const own = [partitionOf(origin), origin, format, collected, lines.length, text.length, text];
    const [before, after] = [position?.before ?? '', position?.after ?? ''];
    const answer = await this.#attempt('append', ...own, before, after, megabytes * MEGABYTE, MAX_HTTP_ORIGINS);
    if (answer === 'full') throw new LineQueueFullError(megabytes);
    if (answer === 'too many origins') throw new TooManyOriginsError(origin, MAX_HTTP_ORIGINS);
    if (answer === 'moved') throw new LinePositionError(origin);
    return answer as 'appended' | 'already appended';
  }

  async positionOf(origin: string): Promise<string | undefined> {
    const position = await orUnavailable(() => this.#options.redis.hget(keyOf('positions'), origin));
    return position ?? undefined;
  }

  async read(lines: number, signal: AbortSignal): Promise<readonly QueuedBatch[]> {
    this.#renewal ??= setInterval(() => {
      // Analysing a large batch must not look like the end of the process.
      this.#run('renew', this.#options.owner, LEASE_MS).catch(() => undefined);
    }, RENEW_MS).unref();
    while (!signal.aborted) {
      const batches = await this.#take(lines);
      if (batches.length > 0) return batches;
      await this.#appended(signal);
    }
    return [];
  }

  async commit(batches: readonly QueuedBatch[], effects: Effects): Promise<'stored' | 'conflict' | 'reassigned'> {
    const { actors, findings, read } = effects;
    const args = [
      ...listOf(batches.map((batch) => [partitionOf(batch.origin), batch.id])),
      ...listOf(actors.map(({ key, version, last, state }) => [key, version, last, state])),
      ...listOf(findings.map((finding) => [finding.id, finding.last, JSON.stringify(finding)])),
      ...listOf(Array.from(read, ([origin, more]) => [origin, ...readArguments(more)])),
    ];
    return (await this.#attempt('commit', this.#options.owner, ...args)) as 'stored' | 'conflict' | 'reassigned';
  }

  async bury({ id, origin, deliveries }: QueuedBatch, reason: string): Promise<void> {
    await this.#attempt('bury', this.#options.owner, partitionOf(origin), id, reason, deliveries);
  }

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    const { redis } = this.#options;
    const entries = await orUnavailable(() => redis.xrange(keyOf('dead-letters'), '-', '+', 'COUNT', limit));
    return entries.map(([id, flat]) => {
      const { deliveries, reason = '', ...fields } = fieldsOf(flat);
      return { ...batchOf(id, fields), deliveries: Number(deliveries), reason };
    });
  }

  async replay(ids: readonly string[]): Promise<number> {
    const known = ids.filter((id) => /^\d+-\d+$/.test(id));
    return Number(await this.#attempt('replay', ...known));
  }

  async lag(): ReturnType<LineQueue['lag']> {
    const [lines, oldest, deadLetters] = (await this.#attempt('lag')) as [string, string, number];
    return { lines: Number(lines), oldest: oldest === '' ? undefined : Number(oldest), deadLetters };
  }

  async close(): Promise<void> {
    clearInterval(this.#renewal);
    const { redis, blocking, owner } = this.#options;
    // So that others continue at once.
    if (this.#renewal !== undefined) await this.#run('release', owner).catch(() => undefined);
    blocking.disconnect();
    await redis.quit().catch(() => {
      redis.disconnect();
    });
  }

  async #take(lines: number): Promise<readonly QueuedBatch[]> {
    // A different partition comes first each time, so that a busy origin delays no other.
    this.#first = (this.#first + 1) % PARTITIONS;
    const { owner } = this.#options;
    const taken = await this.#attempt('take', owner, LEASE_MS, lines, this.#first);
    return (taken as [number, string, number, string[]][]).map(([number, id, deliveries, flat]) => {
      this.#seen[number] = id;
      return { ...batchOf(id, fieldsOf(flat)), deliveries };
    });
  }

  /** Waits for an entry in any partition, or for a limited time. */
  async #appended(signal: AbortSignal): Promise<void> {
    const { blocking } = this.#options;
    const keys = this.#seen.map((_, number) => keyOf(`lines-${String(number)}`));
    try {
      await blocking.xread('COUNT', 1, 'BLOCK', BLOCK_MS, 'STREAMS', ...keys, ...this.#seen);
    } catch {
      // What follows reports that Redis does not respond.
      await sleep(BLOCK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #attempt(...call: Parameters<RunScript>): Promise<unknown> {
    return await orUnavailable(() => this.#run(...call));
  }
}

/** Returns the partition of an origin: the same in every process. */
export function partitionOf(origin: string): number {
  // FNV-1a.
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(origin)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % PARTITIONS;
}

function readArguments({ read, unreadable, example = '', newest, format = '' }: ReadLines): (string | number)[] {
  return [read, unreadable, example, newest ?? '', format];
}

function listOf(items: readonly (readonly (string | number)[])[]): (string | number)[] {
  return [items.length, ...items.flat()];
}

function fieldsOf(flat: readonly string[]): Record<string, string> {
  const entries = Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at] ?? '', flat[2 * at + 1] ?? '']);
  return Object.fromEntries(entries) as Record<string, string>;
}

function batchOf(id: string, fields: Readonly<Record<string, string>>): Omit<QueuedBatch, 'deliveries'> {
  const { origin = '', format = '', collected, lines = '' } = fields;
  return {
    id,
    origin,
    format: format === '' ? undefined : format,
    collected: Number(collected),
    lines: linesOf(lines),
  };
}

async function orUnavailable<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    throw new LineQueueUnavailableError(error);
  }
}
