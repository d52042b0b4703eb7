import { Cluster } from 'ioredis';
import type { Redis } from 'ioredis';

/** Makes every new connection of the client, to any node of a cluster, authenticate with the current password. */
export function followPassword(redis: Redis | Cluster, current: () => string): void {
  // ioredis reads the option on every connect.
  const follow = ({ options }: Redis): void => {
    Object.defineProperty(options, 'password', { get: current, enumerable: true, configurable: true });
  };
  if (!(redis instanceof Cluster)) {
    follow(redis);
    return;
  }
  // A cluster copies its options on creation: later changes do not reach its nodes.
  redis.on('+node', follow);
  for (const node of redis.nodes('all')) follow(node);
}
