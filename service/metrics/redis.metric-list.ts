import type { RedisInfo } from '../common/redis/redis-info.ts';
import { defineMetric } from './metric.ts';
import type { Metric } from './metric.ts';

/** Metrics of each node of Redis, from INFO, read every 15 s by every process that is connected to it. */
function nodeMetric(name: string, help: string, over: 'max' | 'min' = 'max'): Metric<'node'> {
  return defineMetric({ name, type: 'gauge', help, labels: { node: 'host and port' }, over });
}

/** Whether each node responds. */
export const REDIS_UP = nodeMetric(
  'kiosque_redis_up',
  '1 if the node of Redis responded to the last INFO. The other metrics of Redis are absent while it does not.',
  'min',
);

/** Metrics of what nodes report in INFO; absent if they do not report it. */
export const REDIS_INFO_METRICS: Readonly<Record<keyof RedisInfo, Metric<'node'>>> = {
  memoryUsed: nodeMetric('kiosque_redis_memory_used_bytes', 'Memory used by the node of Redis.'),
  memoryMax: nodeMetric('kiosque_redis_memory_max_bytes', 'Limit of its memory (maxmemory); 0 means no limit.'),
  aofEnabled: nodeMetric('kiosque_redis_aof_enabled', '1 if the node keeps an append-only file.', 'min'),
  aofOk: nodeMetric(
    'kiosque_redis_aof_ok',
    '1 while the last write and the last rewrite of the append-only file succeeded.',
    'min',
  ),
  replicas: nodeMetric('kiosque_redis_replicas', 'Connected replicas of the node.'),
  replicationLag: nodeMetric(
    'kiosque_redis_replication_lag_seconds',
    'Seconds since the slowest connected replica acknowledged what it received; absent without replicas.',
  ),
};

/** Every metric of Redis. */
export const REDIS_METRICS: readonly Metric[] = [REDIS_UP, ...Object.values(REDIS_INFO_METRICS)];
