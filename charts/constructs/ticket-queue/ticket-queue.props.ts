import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { Egress } from '../network-policy/network-policy.ts';
import type { WebServiceProps } from '../web-service/web-service.props.ts';

/** What a `TicketQueue` is made of. */
export interface TicketQueueProps extends Pick<
  WebServiceProps,
  | 'image'
  | 'replicas'
  | 'resources'
  | 'monitoring'
  | 'scrapers'
  | 'priorityClassName'
  | 'clientId'
  | 'clients'
  | 'secretFiles'
  | 'targetCpuPercent'
> {
  /** Path of the queue: `rubis`. At most 32 lower-case letters, digits and hyphens. */
  readonly queue: string;
  /** Variables that say where tickets are kept, and whatever else differs (docs/settings.md). */
  readonly settings: Readonly<Record<string, string>>;
  /** The Secret whose key `QUEUE_KEYS` is the file of hashed API keys. */
  readonly keys: SecretReference;
  /** The way to Redis, and to whoever signs tokens. */
  readonly egress: readonly Egress[];
  /** What the autoscaler follows: CPU, or how many wait. @default 'cpu' */
  readonly scaling?: 'cpu' | 'queue-length';
}
