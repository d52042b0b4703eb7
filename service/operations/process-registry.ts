import type { Cluster, Redis } from 'ioredis';
import * as z from 'zod';
import { PROCESS_STATE } from './process-state.ts';
import type { ProcessState } from './process-state.ts';

/** A hash tag, because a cluster keeps a key on one node. */
const KEY = 'kiosque:{operations}:processes';

/** After this time without a sign of life, a process is no longer listed. */
const GONE_MS = 60_000;

/** The processes that share a Redis; without one, only this process. */
export class ProcessRegistry {
  readonly #redis: () => Redis | Cluster | undefined;
  readonly #now: () => number;

  /** @param redis undefined as long as there is no connection. */
  constructor(redis: () => Redis | Cluster | undefined, now: () => number) {
    this.#redis = redis;
    this.#now = now;
  }

  /** Announces this process to the others. Rejects if Redis does not respond. */
  async announce(state: ProcessState): Promise<void> {
    await this.#redis()?.hset(KEY, state.id, JSON.stringify(state));
  }

  /** Withdraws a process. Rejects if Redis does not respond. */
  async withdraw(id: string): Promise<void> {
    await this.#redis()?.hdel(KEY, id);
  }

  async close(): Promise<void> {
    const redis = this.#redis();
    await redis?.quit().catch(() => {
      redis.disconnect();
    });
  }

  /** Returns the other processes. Deletes those that have not announced themselves for a minute. Rejects if Redis does not respond. */
  async others(id: string): Promise<readonly ProcessState[]> {
    const redis = this.#redis();
    if (redis === undefined) return [];
    const entries = Object.entries(await redis.hgetall(KEY)).filter(([other]) => other !== id);
    const known = entries.map(([other, text]) => ({ other, entry: parsed(text) }));
    const isGone = ({ at }: Entry): boolean => this.#now() - at > GONE_MS;
    const gone = known.filter(({ entry }) => isGone(entry)).map(({ other }) => other);
    if (gone.length > 0) await redis.hdel(KEY, ...gone);
    return known.flatMap(({ entry }) => (entry.state === undefined || isGone(entry) ? [] : [entry.state]));
  }
}

interface Entry {
  readonly at: number;
  /** Undefined if another version wrote it. */
  readonly state: ProcessState | undefined;
}

function parsed(text: string): Entry {
  try {
    const value: unknown = JSON.parse(text);
    const { at } = z.looseObject({ at: z.number() }).parse(value);
    return { at, state: PROCESS_STATE.safeParse(value).data };
  } catch {
    return { at: 0, state: undefined };
  }
}
