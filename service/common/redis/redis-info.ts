/** What a node of Redis reports about itself; undefined if it does not report it. */
export interface RedisInfo {
  /** Bytes. */
  readonly memoryUsed: number | undefined;
  /** Bytes; 0 means no limit. */
  readonly memoryMax: number | undefined;
  /** 1 if it keeps an append-only file. */
  readonly aofEnabled: number | undefined;
  /** 1 while its last write and its last rewrite succeeded. */
  readonly aofOk: number | undefined;
  /** Number of connected replicas. */
  readonly replicas: number | undefined;
  /** Seconds since the slowest connected replica acknowledged what it received; undefined without replicas. */
  readonly replicationLag: number | undefined;
}

/** Reads the response of INFO (https://redis.io/docs/latest/commands/info/). */
export function readRedisInfo(text: string): RedisInfo {
  const fields = new Map(Array.from(text.matchAll(/^(\w+):(.*)$/gm), ([, name = '', value = '']) => [name, value]));
  const written = [fields.get('aof_last_write_status'), fields.get('aof_last_bgrewrite_status')];
  const lags = Array.from(text.matchAll(/^slave\d+:.*\bstate=online\b.*\blag=(\d+)/gm), ([, lag]) => Number(lag));
  const number = (name: string): number | undefined => {
    const value = fields.get(name);
    return value === undefined ? undefined : Number(value);
  };
  return {
    memoryUsed: number('used_memory'),
    memoryMax: number('maxmemory'),
    aofEnabled: number('aof_enabled'),
    aofOk: written.includes(undefined) ? undefined : Number(written.every((status) => status === 'ok')),
    replicas: number('connected_slaves'),
    replicationLag: lags.length === 0 ? undefined : Math.max(...lags),
  };
}
