import type { Cluster, Redis } from 'ioredis';
import { AccessStoreUnavailableError } from '../access.errors.ts';
import { MAX_PAIRINGS } from './access-store.ts';
import type {
  AccessState,
  AccessStore,
  AuditEntry,
  AuditRange,
  ManagedKey,
  Pairing,
  StoredAuditEntry,
} from './access-store.ts';

/** One hash tag, because Azure Managed Redis is a cluster. */
const KEY = {
  keys: 'kiosque:{access}:keys',
  used: 'kiosque:{access}:used',
  ended: 'kiosque:{access}:ended-sessions',
  pairings: 'kiosque:{access}:pairings',
  audit: 'kiosque:{access}:audit',
} as const;

/** Removes expired pairings, then adds one if there is room. */
const ADD_PAIRING = `
local now, code, value, most = tonumber(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])
for _, known in ipairs(redis.call('HGETALL', KEYS[1])) do
  local ok, pairing = pcall(cjson.decode, known)
  if ok and type(pairing) == 'table' and pairing.expiresAt <= now then redis.call('HDEL', KEYS[1], pairing.code) end
end
if redis.call('HLEN', KEYS[1]) >= most then return 0 end
return redis.call('HSETNX', KEYS[1], code, value)
`;

const TAKE_PAIRING = `
local value = redis.call('HGET', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[1], ARGV[1])
return value
`;

/** Keys, pairings, ended sessions and the audit log in Redis. */
export class RedisAccessStore implements AccessStore {
  readonly #redis: Redis | Cluster;
  readonly #now: () => number;

  constructor(redis: Redis | Cluster, now: () => number) {
    this.#redis = redis;
    this.#now = now;
  }

  async state(): Promise<AccessState> {
    return await orUnavailable(async () => {
      const [keys, ended] = await Promise.all([
        this.#redis.hvals(KEY.keys),
        this.#redis.zrangebyscore(KEY.ended, this.#now(), '+inf'),
      ]);
      return { keys: keys.map((text) => JSON.parse(text) as ManagedKey), endedSessions: new Set(ended) };
    });
  }

  async saveKey(key: ManagedKey): Promise<void> {
    await orUnavailable(() => this.#redis.hset(KEY.keys, key.id, JSON.stringify(key)));
  }

  async deleteKey(id: string): Promise<boolean> {
    return await orUnavailable(async () => {
      const deleted = await this.#redis.hdel(KEY.keys, id);
      await this.#redis.hdel(KEY.used, id);
      return deleted === 1;
    });
  }

  async lastUses(): Promise<ReadonlyMap<string, number>> {
    const uses = await orUnavailable(() => this.#redis.hgetall(KEY.used));
    return new Map(Object.entries(uses).map(([id, at]) => [id, Number(at)]));
  }

  async markUsed(id: string, at: number): Promise<void> {
    await orUnavailable(() => this.#redis.hset(KEY.used, id, at));
  }

  async endSession(id: string, until: number): Promise<void> {
    await orUnavailable(async () => {
      await this.#redis.zadd(KEY.ended, until, id);
      await this.#redis.zremrangebyscore(KEY.ended, '-inf', this.#now());
    });
  }

  async addPairing(pairing: Pairing): Promise<boolean> {
    const values = [String(this.#now()), pairing.code, JSON.stringify(pairing), String(MAX_PAIRINGS)];
    return (await orUnavailable(() => this.#redis.eval(ADD_PAIRING, 1, KEY.pairings, ...values))) === 1;
  }

  async takePairing(code: string): Promise<Pairing | undefined> {
    const text = await orUnavailable(() => this.#redis.eval(TAKE_PAIRING, 1, KEY.pairings, code));
    return this.#pending(text as string | null);
  }

  async findPairing(code: string): Promise<Pairing | undefined> {
    return this.#pending(await orUnavailable(() => this.#redis.hget(KEY.pairings, code)));
  }

  async appendAudit(entries: readonly AuditEntry[], keepAfter: number): Promise<void> {
    await orUnavailable(() =>
      Promise.all(
        entries.map((entry) =>
          this.#redis.xadd(KEY.audit, 'MINID', '=', keepAfter, '*', 'entry', JSON.stringify(entry)),
        ),
      ),
    );
  }

  /** Ranges refer to the ids of the stream, which are times of Redis and differ from `at` by the delay of writing. */
  async audit({ from, to, before, limit }: AuditRange): Promise<readonly StoredAuditEntry[]> {
    const end = before === undefined ? String(to - 1) : `(${before}`;
    const rows = await orUnavailable(() => this.#redis.xrevrange(KEY.audit, end, String(from), 'COUNT', limit));
    return rows.map(([id, [, text = '{}']]) => ({ ...(JSON.parse(text) as AuditEntry), id }));
  }

  async close(): Promise<void> {
    await this.#redis.quit().catch(() => {
      this.#redis.disconnect();
    });
  }

  #pending(text: string | null): Pairing | undefined {
    const pairing = text === null ? undefined : (JSON.parse(text) as Pairing);
    return pairing !== undefined && pairing.expiresAt > this.#now() ? pairing : undefined;
  }
}

/** @throws AccessStoreUnavailableError */
async function orUnavailable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new AccessStoreUnavailableError(error);
  }
}
