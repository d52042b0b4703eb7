import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { Egress } from '../network-policy/network-policy.ts';
import type { WebServiceProps } from '../web-service/web-service.props.ts';

/** Props of `TicketQueue`. */
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
  /** Variables that configure Redis, and any other settings (docs/settings.md). */
  readonly settings: Readonly<Record<string, string>>;
  /** The Secret whose key `QUEUE_KEYS` contains the hashed API keys. */
  readonly keys: SecretReference;
  /** Egress to Redis and to the token issuer. */
  readonly egress: readonly Egress[];
  /** The autoscaler's metric: CPU, or the number of people waiting. @default 'cpu' */
  readonly scaling?: 'cpu' | 'queue-length';
}
