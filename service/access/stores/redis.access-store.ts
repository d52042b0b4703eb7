import type { Cluster, Redis } from 'ioredis';
import { AccessStoreUnavailableError } from '../access.errors.ts';
import { MAX_AUDIT_ENTRIES, MAX_PAIRINGS, MAX_PAIRINGS_PER_ADDRESS } from './access-store.ts';
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
local address, mostPerAddress, same = ARGV[5], tonumber(ARGV[6]), 0
for _, known in ipairs(redis.call('HVALS', KEYS[1])) do
  local pairing = cjson.decode(known)
  if pairing.expiresAt <= now then redis.call('HDEL', KEYS[1], pairing.code)
  elseif pairing.address == address then same = same + 1 end
end
if same >= mostPerAddress or redis.call('HLEN', KEYS[1]) >= most then return 0 end
return redis.call('HSETNX', KEYS[1], code, value)
`;

const REPLACE_KEY = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
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

  async replaceKey(key: ManagedKey): Promise<boolean> {
    const values = [key.id, JSON.stringify(key)];
    return (await orUnavailable(() => this.#redis.eval(REPLACE_KEY, 1, KEY.keys, ...values))) === 1;
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
    const values = [
      String(this.#now()),
      pairing.code,
      JSON.stringify(pairing),
      String(MAX_PAIRINGS),
      pairing.address,
      String(MAX_PAIRINGS_PER_ADDRESS),
    ];
    return (await orUnavailable(() => this.#redis.eval(ADD_PAIRING, 1, KEY.pairings, ...values))) === 1;
  }

  async takePairing(code: string): Promise<Pairing | undefined> {
    const text = await orUnavailable(() => this.#redis.eval(TAKE_PAIRING, 1, KEY.pairings, code));
    return this.#pending(text as string | null);
  }

  async findPairing(code: string): Promise<Pairing | undefined> {
    return this.#pending(await orUnavailable(() => this.#redis.hget(KEY.pairings, code)));
  }

  /** All or nothing, so that a batch that is tried again is not stored twice. */
  async appendAudit(entries: readonly AuditEntry[], keepAfter: number): Promise<void> {
    await orUnavailable(async () => {
      const transaction = this.#redis.multi();
      for (const entry of entries)
        transaction.xadd(KEY.audit, 'MAXLEN', '~', MAX_AUDIT_ENTRIES, '*', 'entry', JSON.stringify(entry));
      transaction.xtrim(KEY.audit, 'MINID', '=', keepAfter);
      const results = (await transaction.exec()) ?? [];
      for (const [error] of results) if (error !== null) throw error;
    });
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
