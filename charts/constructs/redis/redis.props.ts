import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { PodProps } from '../workload/pod.props.ts';

/** What a `Redis` is made of; its image is Redis 6.2 to 8. */
export interface RedisProps extends Pick<PodProps, 'name' | 'image' | 'resources' | 'priorityClassName'> {
  /** Size of the volume: `10Gi`. It cannot shrink, and grows only where the storage class allows it. */
  readonly storage: string;
  /** The Secret whose key `REDIS_PASSWORD` is the password: printable ASCII but for `"` and `\\`. Read when Redis starts. */
  readonly password: SecretReference;
  /** Labels of the pods that may connect. */
  readonly clients: Readonly<Record<string, string>>;
}
