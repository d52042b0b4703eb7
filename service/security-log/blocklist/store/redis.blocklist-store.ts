import type { Cluster, Redis } from 'ioredis';
import { BlocklistUnavailableError } from '../../security-log.errors.ts';
import { keyOf, scriptsOf } from '../../stores/redis-scripts.ts';
import type { RunScript } from '../../stores/redis-scripts.ts';
import type { Decision, NewDecision } from '../decision.ts';
import type { BlocklistChange, BlocklistRecord, BlocklistStore, StoredBlocklist } from './blocklist-store.ts';
import { packed, unpacked } from './packed-entries.ts';

/** The blocklist in the Redis of the line queue, under the same hash tag. */
export class RedisBlocklistStore implements BlocklistStore {
  readonly #redis: Redis | Cluster;
  readonly #run: RunScript;

  /** @param redis connection of the line queue, which closes it. */
  constructor(redis: Redis | Cluster) {
    this.#redis = redis;
    this.#run = scriptsOf(redis);
  }

  async read(known = -1): Promise<StoredBlocklist | undefined> {
    const key = keyOf('blocklist');
    const revision = await orUnavailable(() => this.#redis.hget(key, 'revision'));
    if (Number(revision ?? 0) === known) return undefined;
    const fields = ['revision', 'record', 'current', 'held'] as const;
    const values = await orUnavailable(() => this.#redis.hmgetBuffer(key, ...fields));
    const [changed, record, current, heldBack] = values;
    const [entries, held] = await Promise.all([unpacked(current), unpacked(heldBack)]);
    return {
      revision: Number(changed?.toString() ?? 0),
      record: record ? (JSON.parse(record.toString()) as BlocklistRecord) : undefined,
      entries,
      held,
    };
  }

  async replace(revision: number, { record, entries, held }: BlocklistChange): Promise<boolean> {
    const lists = [entries, held].map(async (list) => (list === undefined ? '' : await packed(list)));
    const args = [revision, JSON.stringify(record), ...(await Promise.all(lists))];
    return (await orUnavailable(() => this.#run('blocklist-replace', ...args))) === 1;
  }

  async decisions(): Promise<readonly Decision[]> {
    const all = await orUnavailable(() => this.#redis.hgetall(keyOf('decisions')));
    return Object.entries(all)
      .map(([id, json]) => decisionOf(id, json))
      .sort((left, right) => left.id - right.id);
  }

  async decide(decision: NewDecision, most: number): Promise<Decision | undefined> {
    const { kind, network, made } = decision;
    const args = [kind, network, made, most, JSON.stringify(decision)];
    const id = Number(await orUnavailable(() => this.#run('decide', ...args)));
    return id === 0 ? undefined : { ...decision, id };
  }

  async end(id: number): Promise<Decision | undefined> {
    const json = await orUnavailable(() => this.#run('end-decision', id));
    return typeof json === 'string' ? decisionOf(String(id), json) : undefined;
  }
}

function decisionOf(id: string, json: string): Decision {
  return { ...(JSON.parse(json) as NewDecision), id: Number(id) };
}

async function orUnavailable<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    throw new BlocklistUnavailableError(error);
  }
}
