import type { Resources } from '../hardening.ts';
import type { SecretReference } from '../secret-reference/secret-reference.ts';

/** What a `Redis` is made of. */
export interface RedisProps {
  /** Name of every object it renders: a DNS label. */
  readonly name: string;
  /** Redis 6.2 to 8, by digest. */
  readonly image: { readonly repository: string; readonly digest: string };
  readonly resources: Resources;
  /** Size of the volume: `10Gi`. It cannot shrink, and grows only where the storage class allows it. */
  readonly storage: string;
  /** The Secret whose key `REDIS_PASSWORD` is the password: printable ASCII but for `"` and `\\`. Read when Redis starts. */
  readonly password: SecretReference;
  /** Labels of the pods that may connect. */
  readonly clients: Readonly<Record<string, string>>;
  /** The PriorityClass of its pod. @default the cluster's default */
  readonly priorityClassName?: string;
}
