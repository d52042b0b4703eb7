import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { PodProps } from '../workload/pod.props.ts';

/** Props of `Redis`; the image must be Redis 6.2 to 8. */
export interface RedisProps extends Pick<PodProps, 'name' | 'image' | 'resources' | 'priorityClassName'> {
  /** Size of the volume: `10Gi`. It cannot shrink, and can grow only if the storage class allows it. */
  readonly storage: string;
  /** The Secret whose key `REDIS_PASSWORD` is the password: printable ASCII except `"` and `\\`. Read at startup. */
  readonly password: SecretReference;
  /** Labels of the pods that may connect. */
  readonly clients: Readonly<Record<string, string>>;
}
