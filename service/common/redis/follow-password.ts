import { Cluster } from 'ioredis';
import type { Redis } from 'ioredis';

/** Lets every connection that the client makes from now on, to whichever node of a cluster, show the password of the moment. */
export function followPassword(redis: Redis | Cluster, current: () => string): void {
  // ioredis reads the option each time that it connects.
  const follow = ({ options }: Redis): void => {
    Object.defineProperty(options, 'password', { get: current, enumerable: true, configurable: true });
  };
  if (!(redis instanceof Cluster)) {
    follow(redis);
    return;
  }
  // A cluster copies its options when it is made: changing them later reaches no node.
  redis.on('+node', follow);
  for (const node of redis.nodes('all')) follow(node);
}
